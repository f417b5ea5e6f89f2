import { execFileSync } from 'node:child_process';
import { mkdir, readdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesBelow, jsonLines, runCli, type CliResult } from '../helpers/cli.ts';
import { smallMug } from '../helpers/mug.ts';
import { useTempFolder } from '../helpers/temp.ts';

const newFolder = useTempFolder();
let mug: Buffer;

beforeAll(async () => {
  mug = await smallMug();
});

/** What became of each input, by its name: `done`, or the error's code. */
const outcomes = (result: CliResult) =>
  Object.fromEntries(
    jsonLines(result).map(({ input, status, error }) => [
      path.basename(input),
      error?.code ?? status,
    ]),
  );

const serving = async (respond: Parameters<typeof createServer>[1]): Promise<Server> => {
  const server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

describe('bad input', () => {
  it('names each kind, cuts the good picture among them, and exits 1', async () => {
    const cwd = await newFolder();
    const into = path.join(cwd, 'in');
    await mkdir(path.join(into, 'nothing here'), { recursive: true });
    const bomb = await sharp({
      create: { width: 16_000, height: 16_000, channels: 3, background: '#000' },
    })
      .png({ palette: true, colours: 2 })
      .toBuffer();
    const svg =
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    const files: Readonly<Record<string, Buffer | string>> = {
      'good.jpg': mug,
      'truncated.jpg': mug.subarray(0, mug.length / 2),
      'empty.png': '',
      'really-a-jpeg.png': mug,
      'bomb.png': bomb,
      'text.jpg': 'This is no picture at all.',
      'drawing.svg': svg,
      'disguised.png': svg,
      'icon.ico': Buffer.from('\0\0\x01\0\x01\0\x10\x10', 'latin1'),
      'phone.heic': Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'),
    };
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path.join(into, name), content);
    }
    await symlink('missing.jpg', path.join(into, 'dangling.jpg'));

    const inputs = [
      'in',
      'in/icon.ico',
      'in/nothing here',
      'not-there.jpg',
      'no/*.jpg',
      'ftp://example.com/x.jpg',
    ];
    const result = await runCli(['cut', ...inputs, '-o', 'out', '--json'], { cwd });
    expect(result.code).toBe(1);
    expect(outcomes(result)).toMatchObject({
      'good.jpg': 'done',
      'truncated.jpg': 'input-damaged',
      'empty.png': 'input-empty',
      'really-a-jpeg.png': 'done',
      'bomb.png': 'input-too-large',
      'text.jpg': 'input-not-an-image',
      'drawing.svg': 'input-format-unsupported',
      'disguised.png': 'input-format-unsupported',
      'phone.heic': 'input-damaged',
      'icon.ico': 'input-format-unsupported',
      'nothing here': 'input-no-pictures',
      'not-there.jpg': 'input-not-found',
      '*.jpg': 'input-no-pictures',
      'x.jpg': 'url-invalid',
    });
    const disguised = jsonLines(result).find(({ input }) => input.includes('really-a-jpeg'));
    expect(disguised?.facts?.warnings).toEqual(['extension-mismatch']);
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(['good.png', 'really-a-jpeg.png']);
    // Every failure comes with a sentence that is filled in.
    for (const { error } of jsonLines(result)) expect(error?.message ?? '').not.toMatch(/[{}]/);
  });

  it('takes what is readable of a damaged picture when asked to', async () => {
    const cwd = await newFolder();
    await writeFile(path.join(cwd, 'cut.jpg'), mug.subarray(0, Math.round(mug.length * 0.8)));
    const result = await runCli(['cut', 'cut.jpg', '--lenient', '--json'], { cwd });
    expect(result.code).toBe(0);
    expect(jsonLines(result)[0]?.facts?.warnings).toEqual(['damaged-source']);
  });

  it('takes larger pictures when the limit is raised, and smaller ones only when lowered', async () => {
    const cwd = await newFolder();
    await writeFile(path.join(cwd, 'mug.jpg'), mug);
    const result = await runCli(['cut', 'mug.jpg', '--max-megapixels', '0.1', '--json'], { cwd });
    expect(outcomes(result)).toEqual({ 'mug.jpg': 'input-too-large' });
  });

  it.skipIf(process.platform === 'win32')('copes with any name', async () => {
    const cwd = await newFolder();
    await mkdir(path.join(cwd, 'in'));
    const names = ['🦊 fox', 'two\nlines', 'a'.repeat(200), '-rf', 'quote"\'s', ' spaced ', 'ünï'];
    const small = await sharp(mug).resize(64).jpeg().toBuffer();
    for (const name of names) await writeFile(path.join(cwd, 'in', `${name}.jpg`), small);
    const result = await runCli(['cut', 'in', '-o', 'out', '--json'], { cwd });
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    const expected = names.map((name) => `${name.replace('\n', '_')}.png`).sort();
    expect((await filesBelow(path.join(cwd, 'out'))).toSorted()).toEqual(expected);
  });

  it('does not fetch from a private address, nor follow a redirect to one', async () => {
    const server = await serving((_, response) => {
      response.writeHead(302, { location: 'http://169.254.169.254/latest' }).end();
    });
    try {
      const { port } = server.address() as AddressInfo;
      const cwd = await newFolder();
      await writeFile(path.join(cwd, 'mug.jpg'), mug);
      const urls = [
        `http://127.0.0.1:${port}/a.jpg`,
        `http://localhost:${port}/b.jpg`,
        'http://[::1]/c.jpg',
      ];
      const result = await runCli(['cut', ...urls, 'mug.jpg', '--json'], { cwd });
      expect(result.code).toBe(1);
      expect(outcomes(result)).toEqual({
        'a.jpg': 'url-forbidden-address',
        'b.jpg': 'url-forbidden-address',
        'c.jpg': 'url-forbidden-address',
        'mug.jpg': 'done',
      });
    } finally {
      server.close();
    }
  });
});

describe('bad destinations', () => {
  it('says at once when the destination cannot be written to', async () => {
    const cwd = await newFolder();
    await writeFile(path.join(cwd, 'mug.jpg'), mug);
    await writeFile(path.join(cwd, 'file'), 'a file where a folder should be');
    const result = await runCli(['cut', 'mug.jpg', '-o', 'file/out'], { cwd });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('[output-unwritable]');
  });

  const mounted = (at: string, option: string) => {
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', option, 'tmpfs', at], { stdio: 'ignore' });
      return true;
    } catch {
      return false; // Only root on Linux may mount.
    }
  };

  it('knows a disk with no room at all, and one that takes no files, from the plan', async ({
    skip,
  }) => {
    const cwd = await newFolder();
    const disk = path.join(cwd, 'disk');
    await mkdir(disk);
    await writeFile(path.join(cwd, 'mug.jpg'), mug);
    for (const [option, code] of [
      ['nr_inodes=1', 'output-no-space'],
      ['ro', 'output-unwritable'],
    ] as const) {
      if (!mounted(disk, option)) skip('no file system can be mounted here');
      try {
        const args = ['cut', 'mug.jpg', '-o', 'disk'];
        const plan = await runCli([...args, '--dry-run'], { cwd });
        expect([plan.code, plan.stdout.toString()]).toEqual([1, expect.stringContaining(code)]);
        const result = await runCli(args, { cwd });
        expect([result.code, result.stderr]).toEqual([2, expect.stringContaining(code)]);
        expect(await readdir(disk)).toEqual([]);
      } finally {
        execFileSync('umount', [disk]);
      }
    }
  });

  it('says that the disk is full, and leaves no part of a picture', async ({ skip }) => {
    const cwd = await newFolder();
    await writeFile(path.join(cwd, 'mug.jpg'), mug);
    await mkdir(path.join(cwd, 'full'));
    if (!mounted(path.join(cwd, 'full'), 'size=64k'))
      skip('no file system of 64 kB can be mounted here');
    try {
      const result = await runCli(['cut', 'mug.jpg', '-o', 'full', '--json'], { cwd });
      expect(result.code).toBe(1);
      expect(outcomes(result)).toEqual({ 'mug.jpg': 'output-disk-full' });
      const plan = await runCli(['cut', 'mug.jpg', '-o', 'full', '--dry-run'], { cwd });
      expect(plan.code).toBe(0);
      expect(plan.stdout.toString()).toContain('[output-space-low]');
      expect(await readdir(path.join(cwd, 'full'))).toEqual([]);
    } finally {
      execFileSync('umount', [path.join(cwd, 'full')]);
    }
  });
});

describe('models', () => {
  it('prepares a damaged model again before it is used', async () => {
    const cwd = await newFolder();
    await writeFile(path.join(cwd, 'mug.jpg'), mug);
    const models = path.join(cwd, 'models');
    await mkdir(models);
    await writeFile(path.join(models, 'isnet-general.onnx'), 'not a model');
    const env = { OFFCUT_MODELS: models };
    const result = await runCli(['cut', 'mug.jpg', '--json'], { cwd, env });
    expect(result.stderr).toBe('');
    expect(outcomes(result)).toEqual({ 'mug.jpg': 'done' });
  });
});
