import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { filesBelow, jsonLines, runCli, startCli, type CliOptions } from '../helpers/cli.ts';
import { smallMug } from '../helpers/mug.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { ownTransparency, transparentPicture } from '../helpers/transparent-picture.ts';

const newFolder = useTempFolder();

async function folderWith(files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  const folder = await newFolder();
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  return folder;
}

/** A command over a queue of the folder's own. */
const offcut = (cwd: string, args: readonly string[], options: Partial<CliOptions> = {}) =>
  runCli(args, { cwd, ...options, env: { OFFCUT_DATA: path.join(cwd, 'data'), ...options.env } });

const watch = (cwd: string, args: readonly string[], options?: Partial<CliOptions>) =>
  offcut(cwd, ['watch', ...args], options);

/** One that is stopped while it waits for another. */
async function waitInVain(cwd: string) {
  const env = { OFFCUT_DATA: path.join(cwd, 'data') };
  const { child, result, said } = startCli(['watch'], { cwd, env });
  await said('this one waits until it ends');
  child.kill('SIGTERM');
  return result;
}

const transparent = (seed = 1) => transparentPicture(seed);

describe('the pictures that a watch takes, and what becomes of them', () => {
  it('are those that its flags say', async () => {
    const picture = await transparent();
    const cwd = await folderWith({
      'in/a.png': picture,
      'in/no-b.png': picture,
      'in/c.tiff': await sharp(picture).tiff().toBuffer(),
      'in/sub/d.png': picture,
    });
    const flags = ['--include', '*.png', '--exclude', 'no-*', '--flat', '--poll', '1'];
    const originals = ['--originals', 'done', '--done-folder', 'put/away'];
    const recipe = [...ownTransparency, '--preset', 'white', '-f', 'webp'];
    const result = await watch(cwd, [
      ...['in', '--out', 'out', ...flags, ...originals, ...recipe],
      ...['--json', '--once'],
    ]);
    expect([result.code, result.stderr]).toEqual([0, '']);
    const folder = path.join(cwd, 'in');
    expect(jsonLines(result)).toMatchObject([
      { status: 'folder', folder, state: { name: 'polling', every: 1000 } },
      { status: 'done', input: 'in/a.png', output: path.join(cwd, 'out/a.webp'), batch: 1 },
      { status: 'put-away', folder, path: 'a.png', to: path.join(cwd, 'put/away/a.png') },
    ]);
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(['a.webp']);
    expect(await filesBelow(path.join(cwd, 'put'))).toEqual(['away/a.png']);
    // The preset's white, where the source is transparent.
    const { data } = await sharp(path.join(cwd, 'out/a.webp'))
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);

    const list = await watch(cwd, ['--list']);
    expect(list.stdout.toString()).toBe(
      'in -> out (preset white, without sub-folders, only *.png, not no-*, originals: move-to-done, looked at every 1 s)\n',
    );
    const kept: unknown = JSON.parse((await watch(cwd, ['--list', '--json'])).stdout.toString());
    expect(kept).toMatchObject({ folder, recipe: { output: { format: 'webp' } } });
  });

  it.runIf(process.platform === 'linux')(
    'may go to the recycle bin; what fails is told, and its exit code is 1',
    async () => {
      const whole = await transparentPicture(2, 96, 96);
      const cwd = await folderWith({
        'in/a.png': await transparent(),
        'in/cut-short.png': whole.subarray(0, whole.length * 0.8),
        'in/empty.png': '',
        'in/large.png': await transparentPicture(3, 200, 100),
      });
      const xdg = path.join(cwd, 'xdg');
      await mkdir(xdg);
      const limits = ['--max-megapixels', '0.01', '--lenient'];
      const args = ['in', '-o', 'out', '--originals', 'bin', ...ownTransparency];
      const result = await watch(cwd, [...args, ...limits, '--quiet', '--once'], {
        env: { XDG_DATA_HOME: xdg, HOME: cwd },
      });
      expect(result.code).toBe(1);
      expect(result.stdout.toString()).toBe('');
      const told = result.stderr.trim().split('\n');
      expect(told).toEqual([
        expect.stringMatching(/^in\/large\.png: .*\[input-too-large\]$/),
        expect.stringMatching(/^in\/empty\.png: .*\[input-empty\] It is tried again\.$/),
      ]);
      expect(await filesBelow(path.join(cwd, 'out'))).toEqual(['a.png', 'cut-short.png']);
      expect(await filesBelow(path.join(cwd, 'in'))).toEqual(['empty.png', 'large.png']);
      expect(await readdir(path.join(xdg, 'Trash/files'))).toHaveLength(2);
    },
  );
});

describe('the folders that are kept', () => {
  it('are watched one by one, or all, until they are forgotten; one that is away is waited for', async () => {
    const cwd = await folderWith({ 'one/a.png': await transparent(), 'two/b.png': '' });
    const one = ['one', '--out', 'out', ...ownTransparency, '--once'];
    expect((await watch(cwd, one)).stdout.toString()).toMatch(/^one\/a\.png -> out\/a\.png\n/);
    expect((await watch(cwd, ['two', '--out', 'out', ...ownTransparency, '--once'])).code).toBe(1);

    await writeFile(path.join(cwd, 'one/c.png'), await transparent(3));
    await writeFile(path.join(cwd, 'two/b.png'), await transparent(4));
    const both = await watch(cwd, ['--once', '--json']);
    expect(both.code).toBe(0);
    const outputs = jsonLines(both).flatMap(({ output }) => output ?? []);
    expect(outputs.map((file) => path.basename(file)).sort()).toEqual(['b.png', 'c.png']);

    // As at a start before the drives are there: nothing is made in their places.
    await rename(path.join(cwd, 'out'), path.join(cwd, 'away'));
    await writeFile(path.join(cwd, 'one/d.png'), await transparent(5));
    await writeFile(path.join(cwd, 'two/e.png'), await transparent(6));
    const away = await watch(cwd, one);
    expect([away.code, away.stdout.toString()]).toEqual([1, '']);
    expect(away.stderr).toMatch(/^one -> out waits: .*\[input-offline\]\n$/);
    expect(await readdir(cwd)).not.toContain('out');

    // Back again, and only the one that is named is watched.
    await rename(path.join(cwd, 'away'), path.join(cwd, 'out'));
    expect((await watch(cwd, one)).code).toBe(0);
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(['a.png', 'b.png', 'c.png', 'd.png']);

    await rm(path.join(cwd, 'two'), { recursive: true });
    expect((await watch(cwd, ['--forget', 'two'])).code).toBe(0);
    expect((await watch(cwd, ['--list'])).stdout.toString()).toBe('one -> out\n');
    const unknown = await watch(cwd, ['--forget', 'two']);
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('[hot-folder-unknown]'),
    ]);
  });
});

describe('a watch that is stopped', () => {
  const names = ['p0.jpg', 'p1.jpg', 'p2.jpg', 'p3.jpg', 'p4.jpg', 'p5.jpg', 'p6.jpg'];
  const args = ['in', '--out', 'out', '--model', 'isnet-general-int8', '--concurrency', '1'];

  it('lets what is at work end, leaves no temp file, lets the next one in, and that goes on', async () => {
    const mug = await smallMug();
    const cwd = await folderWith(Object.fromEntries(names.map((name) => [`in/${name}`, mug])));
    const outputs = () => filesBelow(path.join(cwd, 'out'));
    const firstDone = (soFar: string) => soFar.split('\n').length > 2;

    // The second comes while the first works, and waits; others wait in vain, or are refused.
    let second: ReturnType<typeof watch> | undefined;
    let inVain: ReturnType<typeof watch> | undefined;
    let list: ReturnType<typeof watch> | undefined;
    let status: ReturnType<typeof offcut> | undefined;
    let stop: ReturnType<typeof offcut> | undefined;
    const first = await watch(cwd, [...args, '--grace', '60', '--json'], {
      onStdout: (soFar, child) => {
        second ??= watch(cwd, ['--concurrency', '1', '--grace', '0'], {
          onStdout: (told) => {
            if (told.includes('\n')) stop ??= offcut(cwd, ['batch', 'stop']);
          },
        });
        inVain ??= waitInVain(cwd);
        list ??= watch(cwd, ['--list']);
        status ??= offcut(cwd, ['batch', 'status']);
        if (!firstDone(soFar) || child.killed) return;
        void Promise.all([inVain, list, status]).then(() => child.kill('SIGTERM'));
      },
    });
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(
      /^Stopping\. \d pictures not done yet; the next start goes on\.\n$/,
    );
    const doneByFirst = jsonLines(first).filter((line) => line.status === 'done').length;
    expect(doneByFirst).toBeLessThan(names.length);

    const { code, stdout, stderr } = (await second) ?? { code: undefined };
    expect([code, (await stop)?.code]).toEqual([0, 0]);
    expect(stderr).toMatch(/^Process \d+ works on the queue; this one waits until it ends\.\n/);
    const doneBySecond = stdout?.toString().match(/ -> out/g)?.length ?? 0;
    expect(doneBySecond).toBeGreaterThan(0);
    expect(await outputs()).toHaveLength(doneByFirst + doneBySecond);

    const waits = /^Process \d+ works on the queue; this one waits until it ends\.\n$/;
    expect(await inVain).toMatchObject({ code: 0, stderr: expect.stringMatching(waits) as string });
    expect(await list).toMatchObject({ code: 1 });
    expect((await list)?.stderr).toContain('[queue-owned]');
    expect((await status)?.stdout.toString()).toMatch(/^Process \d+ works on the queue\.\n/);

    const third = await watch(cwd, ['--once']);
    expect(third.code).toBe(0);
    expect(await outputs()).toEqual(names.map((name) => name.replace('.jpg', '.png')));
  });

  it('gives what is at work its grace, unless it is told twice', async () => {
    const mug = await smallMug();
    const files = names.map((name) => [`in/${name}`, mug] as const);
    const cwd = await folderWith(Object.fromEntries(files));
    const outputs = () => filesBelow(path.join(cwd, 'out'));
    /** Stops a watch by so many signals as soon as its first picture is done. */
    const stopped = (grace: string, signals: readonly NodeJS.Signals[]) => {
      let sent = false;
      return watch(cwd, [...args, '--grace', grace], {
        onStdout: (_, child) => {
          if (sent) return;
          sent = true;
          for (const [i, signal] of signals.entries()) setTimeout(() => child.kill(signal), 60 * i);
        },
      });
    };
    expect((await stopped('0', ['SIGTERM'])).code).toBe(0);
    expect(await outputs()).toEqual(['p0.png']);
    expect((await stopped('60', ['SIGINT'])).code).toBe(0);
    // The one that was at work ended, and no other began.
    expect(await outputs()).toEqual(['p0.png', 'p1.png', 'p2.png']);
    expect((await stopped('60', ['SIGTERM', 'SIGTERM'])).code).toBe(130);
    expect((await watch(cwd, ['--once'])).code).toBe(0);
    expect(await readdir(path.join(cwd, 'out'))).toHaveLength(names.length);
  });
});

describe('what a watch refuses', () => {
  it.each([
    ['a folder that is not there', ['gone', '--out', 'out'], '[hot-folder-unusable]'],
    ['a destination in its folder', ['in', '--out', 'in/out'], '[hot-folder-overlap]'],
    ['no destination', ['in'], '--out FOLDER'],
    ['two destinations', ['in', '--out', 'out', '-o', 'b'], 'cannot be used'],
    ['a file for a destination', ['in', '--out', 'out.png'], 'out.png is not'],
    ['a preset that is not there', ['in', '--out', 'out', '--preset', 'x'], '[preset-unknown]'],
    ['a bad glob', ['in', '--out', 'out', '--include', 'a['], '[hot-folder-glob-invalid]'],
    [
      'a background that is not there',
      ['in', '--out', 'out', '--background-image', 'x.jpg'],
      '[background-unreadable]',
    ],
    [
      'a done folder without its use',
      ['in', '--out', 'out', '--done-folder', 'd'],
      '--originals done',
    ],
    ['flags of a folder without one', ['--flat'], '--flat'],
    ['two things at once', ['in', '--list'], 'exclude each other'],
    ['nothing to watch', [], 'No folder is kept'],
  ])('%s', async (_, args, told) => {
    const cwd = await folderWith({ 'in/a.txt': 'no picture' });
    const { code, stdout, stderr } = await watch(cwd, args);
    expect([code, stdout.toString()]).toEqual([2, '']);
    expect(stderr).toContain(told);
    const entries = (await readdir(cwd)).filter((name) => name !== 'data');
    expect([entries, await readdir(path.join(cwd, 'in'))]).toEqual([['in'], ['a.txt']]);
  });
});
