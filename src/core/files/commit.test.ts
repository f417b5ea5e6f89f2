import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OffcutError } from '../../shared/errors.ts';
import { commitOutput, type CommitOptions, type ExistsPolicy } from './commit.ts';
import { tempPathFor } from './temp-name.ts';

let directory: string;
let target: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'offcut-commit-'));
  target = path.join(directory, 'a.png');
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

async function makeTemp(content = 'new'): Promise<string> {
  const temp = tempPathFor(target);
  await writeFile(temp, content);
  return temp;
}

/** Every file in the directory with its content, so that leftovers are seen. */
async function contents(): Promise<Record<string, string>> {
  const names = await readdir(directory);
  const entries = await Promise.all(
    names.map(async (name) => [name, await readFile(path.join(directory, name), 'utf8')] as const),
  );
  return Object.fromEntries(entries);
}

const failure = (code: string) => Object.assign(new Error(code), { code });

const fileSystems: readonly (readonly [string, CommitOptions])[] = [
  ['with links', {}],
  ['without links', { link: () => Promise.reject(failure('ENOTSUP')) }],
  ['that forbids links', { link: () => Promise.reject(failure('EPERM')) }],
];

describe.each(fileSystems)('commitOutput on a file system %s', (_, options) => {
  it.each(['rename', 'skip', 'overwrite'] as const)('writes a new file: %s', async (policy) => {
    await expect(commitOutput(await makeTemp(), target, policy, options)).resolves.toEqual({
      outcome: 'written',
      path: target,
    });
    expect(await contents()).toEqual({ 'a.png': 'new' });
  });

  it('finds the next free number', async () => {
    await writeFile(target, 'old');
    await writeFile(path.join(directory, 'a (2).png'), 'older');
    const commit = await commitOutput(await makeTemp(), target, 'rename', options);
    expect(commit).toEqual({ outcome: 'written', path: path.join(directory, 'a (3).png') });
    expect(await contents()).toEqual({
      'a.png': 'old',
      'a (2).png': 'older',
      'a (3).png': 'new',
    });
  });

  it('skips what is there', async () => {
    await writeFile(target, 'old');
    const commit = await commitOutput(await makeTemp(), target, 'skip', options);
    expect(commit).toEqual({ outcome: 'skipped', path: target });
    expect(await contents()).toEqual({ 'a.png': 'old' });
  });

  it('overwrites when asked to', async () => {
    await writeFile(target, 'old');
    const commit = await commitOutput(await makeTemp(), target, 'overwrite', options);
    expect(commit).toEqual({ outcome: 'written', path: target });
    expect(await contents()).toEqual({ 'a.png': 'new' });
  });

  it('gives each of many that want one name a file of its own', async () => {
    const temps = await Promise.all(Array.from({ length: 20 }, (_, index) => makeTemp(`${index}`)));
    const commits = await Promise.all(
      temps.map((temp) => commitOutput(temp, target, 'rename', options)),
    );
    expect(new Set(commits.map((commit) => commit.path)).size).toBe(20);
    const written = Object.values(await contents());
    expect(written.toSorted()).toEqual(temps.map((_, index) => `${index}`).toSorted());
  });

  it('says each place before it is tried, and tries none that is refused', async () => {
    await writeFile(target, 'old');
    const said: (readonly [string, boolean])[] = [];
    const onCandidate = (place: string) => {
      said.push([path.basename(place), existsSync(place)]);
    };
    await commitOutput(await makeTemp(), target, 'rename', { ...options, onCandidate });
    await commitOutput(await makeTemp(), target, 'overwrite', { ...options, onCandidate });
    await commitOutput(await makeTemp(), target, 'skip', { ...options, onCandidate });
    expect(said).toEqual([
      ['a.png', true],
      ['a (2).png', false],
      ['a.png', true],
      ['a.png', true],
    ]);
    const refuse = () => {
      throw new OffcutError('output-disk-full', { path: 'the record' });
    };
    const temp = await makeTemp();
    for (const policy of ['rename', 'skip', 'overwrite'] as const) {
      await rm(target, { force: true });
      const refused = commitOutput(temp, target, policy, { ...options, onCandidate: refuse });
      await expect(refused).rejects.toMatchObject({ params: { path: 'the record' } });
      expect(await contents()).toMatchObject({ [path.basename(temp)]: 'new' });
      expect(existsSync(target)).toBe(false);
    }
  });

  it('leaves a folder of that name alone', async () => {
    await mkdir(target);
    const commit = await commitOutput(await makeTemp(), target, 'rename', options);
    expect(path.basename(commit.path)).toBe('a (2).png');
    const temp = await makeTemp();
    await expect(commitOutput(temp, target, 'overwrite', options)).rejects.toMatchObject({
      code: 'output-unwritable',
    });
    expect(await readFile(temp, 'utf8')).toBe('new');
  });

  it.skipIf(process.platform === 'win32')('never writes through a link', async () => {
    await writeFile(path.join(directory, 'precious'), 'old');
    await symlink('precious', target);
    await symlink('gone', path.join(directory, 'a (2).png'));
    const { path: renamed } = await commitOutput(await makeTemp(), target, 'rename', options);
    expect(path.basename(renamed)).toBe('a (3).png');
    await commitOutput(await makeTemp(), target, 'overwrite', options);
    expect(await readFile(path.join(directory, 'precious'), 'utf8')).toBe('old');
    expect(await readFile(target, 'utf8')).toBe('new');
    expect(await readdir(directory)).not.toContain('gone');
  });
});

describe('failures', () => {
  it.each([
    ['rename', 'ENOSPC', 'output-disk-full'],
    ['skip', 'EDQUOT', 'output-disk-full'],
    ['rename', 'EROFS', 'output-unwritable'],
    ['skip', 'EIO', 'output-unwritable'],
  ] as const)('keep the temp file: %s %s', async (policy, errno, code) => {
    const temp = await makeTemp();
    const link = () => Promise.reject(failure(errno));
    await expect(commitOutput(temp, target, policy, { link })).rejects.toMatchObject({ code });
    expect(await contents()).toEqual({ [path.basename(temp)]: 'new' });
  });

  it.each<ExistsPolicy>(['rename', 'skip', 'overwrite'])(
    'have a code for a folder that is gone or a file: %s',
    async (policy) => {
      const temp = await makeTemp();
      for (const folder of ['missing', path.basename(temp)]) {
        const elsewhere = path.join(directory, folder, 'a.png');
        await expect(commitOutput(temp, elsewhere, policy)).rejects.toMatchObject({
          code: 'output-unwritable',
        });
      }
      expect(await contents()).toEqual({ [path.basename(temp)]: 'new' });
    },
  );

  it.skipIf(process.platform === 'win32')('have a code for a name that is too long', async () => {
    const long = path.join(directory, 'x'.repeat(300));
    await expect(commitOutput(await makeTemp(), long, 'rename')).rejects.toMatchObject({
      code: 'output-name-too-long',
    });
  });

  it('leave no empty file when the last step fails without links', async () => {
    const link = () => Promise.reject(failure('ENOSYS'));
    const missing = tempPathFor(target);
    await expect(commitOutput(missing, target, 'rename', { link })).rejects.toMatchObject({
      code: 'output-unwritable',
    });
    expect(await contents()).toEqual({});
  });
});

it('numbers the longest of names without exceeding what the system allows', async () => {
  const long = path.join(directory, `${'x'.repeat(251)}.png`);
  await writeFile(long, 'old');
  const commit = await commitOutput(await makeTemp(), long, 'rename');
  expect(path.basename(commit.path)).toBe(`${'x'.repeat(247)} (2).png`);
});
