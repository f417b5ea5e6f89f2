import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { enginesOf, filesBelow, jsonLines, root, runCli, startCli } from '../helpers/cli.ts';
import { smallMug } from '../helpers/mug.ts';
import { draw } from '../helpers/pixels.ts';
import { fromPixels } from '../helpers/source-pictures.ts';
import { useTempFolder } from '../helpers/temp.ts';

const newFolder = useTempFolder();
let mug: Buffer;

beforeAll(async () => {
  mug = await smallMug();
});

async function folderWith(files: Readonly<Record<string, Buffer | string>>): Promise<string> {
  const folder = await newFolder();
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  return folder;
}

const corner = async (file: string) => [
  ...(await sharp(file).extract({ left: 0, top: 0, width: 1, height: 1 }).raw().toBuffer()),
];

describe('how many bits cutouts have', () => {
  it('is 16 by --depth 16, in PNG and TIFF only', async () => {
    const cwd = await folderWith({ 'mug.jpg': mug });
    const cutMug = (...args: readonly string[]) => runCli(['cut', 'mug.jpg', ...args], { cwd });
    expect((await cutMug('--depth', '16')).code).toBe(0);
    const found = await sharp(path.join(cwd, 'cutouts/mug.png')).metadata();
    expect(found).toMatchObject({ depth: 'ushort', hasAlpha: true });
    const refused = await cutMug('--depth', '16', '--format', 'webp');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('16 bits are for png and tiff');
  });
});

describe('where cutouts go', () => {
  it('mirrors sub-folders and keeps equal names apart', async () => {
    const cwd = await folderWith({ 'in/a.jpg': mug, 'in/a.jpeg': mug, 'in/sub/b.jpg': mug });
    const result = await runCli(['cut', 'in', '-o', 'out', '--json'], { cwd });
    expect(result.code).toBe(0);
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual([
      'a-jpeg.png',
      'a-jpg.png',
      'sub/b.png',
    ]);
  });

  it('names cutouts by a template, with sizes from the pictures', async () => {
    const cwd = await folderWith({ 'in/a.jpg': mug, 'in/sub/b.jpg': mug });
    const name = '{parent}/{index:3}-{name}-{ext}-{width}x{height}-{preset}';
    const flags = ['--name', name, '--flatten', '--preset', 'white', '--size', '96x'];
    const result = await runCli(['cut', 'in', '-o', 'out', ...flags], { cwd });
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    const { width, height } = await sharp(mug).metadata();
    const size = `96x${Math.round((96 * height) / width)}`;
    const outputs = [`in/001-a-jpg-${size}-white.png`, `sub/002-b-jpg-${size}-white.png`];
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(outputs);
    const found = await sharp(path.join(cwd, 'out', outputs[0] ?? '')).metadata();
    expect(`${found.width}x${found.height}`).toBe(size);
  });

  it('names the model that is really used', async () => {
    const cwd = await folderWith({ 'mug.jpg': mug });
    const result = await runCli(['cut', 'mug.jpg', '--name', '{name} {model}', '--json'], { cwd });
    const line = JSON.parse(result.stdout.toString()) as { facts: { model: { id: string } } };
    expect(await filesBelow(path.join(cwd, 'cutouts'))).toEqual([`mug ${line.facts.model.id}.png`]);
  });

  it('refuses outputs that a template cannot tell apart, unless they may be numbered', async () => {
    const cwd = await folderWith({ 'a.jpg': mug, 'b.jpg': mug });
    const args = ['cut', 'a.jpg', 'b.jpg', '--name', 'same', '--json'];
    const refused = await runCli([...args, '--if-exists', 'overwrite'], { cwd });
    expect(refused.code).toBe(1);
    const codes = jsonLines(refused).map(({ error }) => error?.code);
    expect(codes).toEqual(['output-collision', 'output-collision']);
    expect(await filesBelow(cwd)).toEqual(['a.jpg', 'b.jpg']);

    expect((await runCli(args, { cwd })).code).toBe(0);
    const cutouts = await filesBelow(path.join(cwd, 'cutouts'));
    expect(cutouts).toEqual(['same (2).png', 'same.png']);
  });

  it('says what it would do, and does nothing', async () => {
    const files = { 'in/a.jpg': mug, 'in/sub/b.jpg': mug, 'out/a.png': 'mine' };
    const cwd = await folderWith(files);
    const args = ['cut', 'in', '-o', 'out', '--dry-run'];
    const clear = await runCli(args, { cwd });
    expect(clear.code).toBe(0);
    expect(clear.stderr).toBe('');
    const text = clear.stdout.toString();
    expect(text).toContain('in/a.jpg -> out/a.png (is there already; it would get a number)');
    expect(text).toContain('in/sub/b.jpg -> out/sub/b.png\n');
    expect(text).toContain('2 would be cut into out. Nothing was written.');
    const skipping = await runCli([...args, '--if-exists', 'skip'], { cwd });
    expect(skipping.stdout.toString()).toContain('it would be skipped');
    const overwriting = await runCli([...args, '--if-exists', 'overwrite'], { cwd });
    expect(overwriting.stdout.toString()).toContain('it would be written over');

    const wrong = await runCli([...args, 'gone.jpg', '--json'], { cwd });
    expect(wrong.code).toBe(1);
    const lines = jsonLines(wrong);
    expect(lines).toMatchObject([
      { status: 'planned', input: 'in/a.jpg', output: path.join(cwd, 'out/a.png'), exists: true },
      { status: 'planned', input: 'in/sub/b.jpg', exists: false },
      { status: 'failed', input: 'gone.jpg', error: { code: 'input-not-found' } },
      { status: 'plan', planned: 2, failed: 1, refusals: [], warnings: [] },
    ]);
    const quiet = await runCli([...args, 'gone.jpg', '-q'], { cwd });
    expect(quiet.stdout.toString().split('\n')).toHaveLength(2);
    expect(await filesBelow(cwd)).toEqual(Object.keys(files));
    expect(await readFile(path.join(cwd, 'out/a.png'), 'utf8')).toBe('mine');
  });

  it('says that nothing can be done, and what is left out', async () => {
    const cwd = await folderWith({ 'in/a.jpg': mug, 'in/out/b.png': mug, file: 'x' });
    const blocked = await runCli(['cut', 'in', '-o', 'file/x', '--dry-run'], { cwd });
    expect(blocked.code).toBe(1);
    expect(blocked.stdout.toString()).toContain('[output-unwritable]');

    const inside = await runCli(['cut', 'in', '-o', 'in/out'], { cwd });
    expect(inside.code).toBe(0);
    expect(inside.stderr).toContain('so the pictures in it are left out');
    expect(await filesBelow(path.join(cwd, 'in/out'))).toEqual(['a.png', 'b.png']);
  });

  it('takes the format from the name of an output file', async () => {
    const cwd = await folderWith({ 'mug.jpg': mug });
    expect((await runCli(['cut', 'mug.jpg', '-o', 'x/mug.webp'], { cwd })).code).toBe(0);
    expect((await sharp(path.join(cwd, 'x/mug.webp')).metadata()).format).toBe('webp');
  });

  it('numbers, skips or overwrites what is there already', async () => {
    const cwd = await folderWith({ 'mug.jpg': mug, 'cutouts/mug.png': 'mine' });
    const kept = () => readFile(path.join(cwd, 'cutouts/mug.png'), 'utf8');

    const skip = await runCli(['cut', 'mug.jpg', '--if-exists', 'skip', '--json'], { cwd });
    expect(jsonLines(skip).map(({ status }) => status)).toEqual(['skipped']);
    expect(await kept()).toBe('mine');

    await runCli(['cut', 'mug.jpg'], { cwd });
    expect(await kept()).toBe('mine');
    expect(await filesBelow(path.join(cwd, 'cutouts'))).toEqual(['mug (2).png', 'mug.png']);

    await runCli(['cut', 'mug.jpg', '--if-exists', 'overwrite'], { cwd });
    expect(await kept()).not.toBe('mine');
  });

  it('never writes over a source', async () => {
    const png = await sharp(mug).png().toBuffer();
    const cwd = await folderWith({ 'mug.png': png });
    const result = await runCli(
      ['cut', 'mug.png', '-o', '.', '--if-exists', 'overwrite', '--json'],
      { cwd },
    );
    expect(result.code).toBe(1);
    expect(jsonLines(result)[0]?.error?.code).toBe('output-is-input');
    expect(await readFile(path.join(cwd, 'mug.png'))).toEqual(png);
  });

  it.runIf(process.platform === 'linux')(
    'replaces an original through the recycle bin',
    async () => {
      const cwd = await folderWith({ 'shop/mug.jpg': mug });
      const data = path.join(cwd, 'data');
      await mkdir(data);
      const env = { XDG_DATA_HOME: data, HOME: cwd };
      const result = await runCli(['cut', 'shop', '--replace-original'], { cwd, env });
      expect(result.stderr).toBe('');
      expect(result.code).toBe(0);
      expect(await filesBelow(path.join(cwd, 'shop'))).toEqual(['mug.png']);
      const bin = await filesBelow(data);
      const binned = bin.find((name) => name.startsWith('Trash/files/')) ?? '';
      expect(await readFile(path.join(data, binned))).toEqual(mug);
    },
  );

  it('reads standard input and writes standard output', async () => {
    const cwd = await newFolder();
    const result = await runCli(['cut', '-', '--format', 'webp'], { cwd, input: mug });
    expect(result.code).toBe(0);
    const { format, width, hasAlpha } = await sharp(result.stdout).metadata();
    expect({ format, width, hasAlpha }).toEqual({ format: 'webp', width: 480, hasAlpha: true });
    expect(await filesBelow(cwd)).toEqual([]);
  });
});

describe('recipes', () => {
  it('lays flags over a recipe file over a preset', async () => {
    const recipe = { background: { type: 'color', color: 'teal' }, output: { format: 'webp' } };
    const cwd = await folderWith({ 'mug.jpg': mug, 'recipe.json': JSON.stringify(recipe) });
    const flags = ['--preset', 'amazon', '--recipe', 'recipe.json', '-f', 'png'];
    const result = await runCli(['cut', 'mug.jpg', ...flags], { cwd });
    expect(result.code).toBe(0);
    const file = path.join(cwd, 'cutouts/mug.png');
    const { width, height, channels } = await sharp(file).metadata();
    expect([width, height, channels]).toEqual([2000, 2000, 3]);
    expect(await corner(file)).toEqual([0, 128, 128]);
  });

  it('crops to the subject, scales it and writes the matte alone', async () => {
    const cwd = await folderWith({ 'mug.jpg': mug });
    const flags = ['--crop', 'subject', '--margin', '10%', '--aspect', '1:1', '--size', '300x300'];
    const result = await runCli(['cut', 'mug.jpg', ...flags, '--channels', 'alpha'], { cwd });
    expect(result.code).toBe(0);
    const { width, height, channels } = await sharp(path.join(cwd, 'cutouts/mug.png')).metadata();
    expect([width, height, channels]).toEqual([300, 300, 1]);
  });

  it.each([
    [['--shadow', 'drop'], 'recipe-not-yet'],
    [['--background-image', 'x.jpg'], 'background-unreadable'],
    [['--quality', 'best'], 'recipe-not-yet'],
    [['--feather', '101'], 'recipe-invalid'],
    [['--fill-holes', 'all'], 'must be a number'],
    [['--edges', 'nope'], 'Allowed choices'],
    [['-b', 'notacolour'], 'recipe-invalid'],
    [['--margin', 'much'], 'recipe-invalid'],
    [['--preset', 'nope'], 'preset-unknown'],
    [['--recipe', 'nope.json'], 'recipe-unreadable'],
    [['--size', 'huge'], 'WIDTHxHEIGHT'],
    [['--concurrency', '0'], 'whole number'],
    [['--format', 'bmp'], 'Allowed choices'],
    [['--nonsense'], 'unknown option'],
    [['--json', '-o', '-'], 'standard output'],
    [['--replace-original', '-o', 'x'], 'exclude'],
    [['--replace-original', '--flatten'], '--flatten'],
    [['--name', '{nope}'], 'name-template-invalid'],
    [['--name', '../{name}'], 'name-template-invalid'],
    [['--name', '{name}', '-o', 'x.png'], '-o FOLDER'],
    [['--flatten', '-o', 'x.png'], '-o FOLDER'],
    [['--dry-run', '-o', '-'], '-o FOLDER'],
  ])('refuses %j as wrong usage and writes nothing', async (flags, said) => {
    const cwd = await folderWith({ 'mug.jpg': mug });
    const result = await runCli(['cut', 'mug.jpg', ...flags], { cwd });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain(said);
    expect(await filesBelow(cwd)).toEqual(['mug.jpg']);
  });

  it('refuses a model that is not in the catalogue', async () => {
    const cwd = await folderWith({ 'mug.jpg': mug });
    const result = await runCli(['cut', 'mug.jpg', '--model', 'nope'], { cwd });
    expect(result.code).toBe(2);
    expect(result.stderr).toContain('[model-unknown]');
  });
});

describe('edges', () => {
  const size = { width: 240, height: 160 };
  // A subject with a hole of 81 px and a soft edge, and an island of 100 px. Its own transparency
  // is the matte, so that it is known to the pixel.
  const alphaAt = (x: number, y: number) => {
    if (x >= 200 && x < 210 && y >= 20 && y < 30) return 255;
    if (x >= 60 && x < 69 && y >= 60 && y < 69) return 0;
    return Math.round(Math.min(1, Math.max(0, (64 - Math.hypot(x - 80, y - 80)) / 8)) * 255);
  };
  const spots = { island: [205, 25], hole: [64, 64] } as const;
  const pictured = fromPixels(
    draw(size, (x, y) => [200, 80, 40, alphaAt(x, y)]),
    size,
    4,
  ).png();

  async function alphas(...flags: readonly string[]) {
    const cwd = await folderWith({ 'a.png': await pictured.toBuffer() });
    const own = ['--transparency', 'return-input-if-not-opaque', '--preset', 'matte', '-q'];
    const result = await runCli(['cut', 'a.png', ...own, ...flags], { cwd });
    expect(result.stderr).toBe('');
    const matte = await sharp(path.join(cwd, 'cutouts/a.png')).extractChannel(0).raw().toBuffer();
    const alphaIn = ([x, y]: readonly [number, number]) => matte[y * size.width + x];
    return {
      area: matte.reduce((sum, alpha) => sum + alpha, 0) / 255,
      soft: matte.filter((alpha) => alpha > 12 && alpha < 243).length,
      steps: new Set(matte).size,
      island: alphaIn(spots.island),
      hole: alphaIn(spots.hole),
    };
  }

  it('reach the pixels, each by its flag', async () => {
    const plain = await alphas();
    expect(plain).toMatchObject({ island: 255, hole: 0 });
    // 3 px on a radius of 60, and around the spots.
    expect((await alphas('--shift', '3')).area).toBeGreaterThan(plain.area * 1.09);
    expect((await alphas('--shift', '-3')).area).toBeLessThan(plain.area * 0.91);
    const out = await alphas('--feather', '12');
    expect(out.area).toBeGreaterThan(plain.area * 1.1);
    expect(out.soft).toBeGreaterThan(plain.soft * 1.5);
    expect((await alphas('--feather', '-12')).area).toBeLessThan(plain.area * 0.9);
    expect((await alphas('--threshold', '0.5')).steps).toBe(2);
    expect(await alphas('--smallest-island', '100')).toEqual(plain);
    expect(await alphas('--smallest-island', '101')).toMatchObject({ island: 0, hole: 0 });
    expect(await alphas('--fill-holes', '80')).toEqual(plain);
    expect(await alphas('--fill-holes', '81')).toMatchObject({ island: 255, hole: 255 });
  });

  it('have names that combine with a preset, and single flags win', async () => {
    const plain = await alphas();
    const soft = await alphas('--edges', 'soft');
    expect(soft).toMatchObject({ island: 255, hole: 255 });
    expect(soft.soft).toBeGreaterThan(plain.soft);
    const hard = await alphas('--edges', 'hard');
    expect(hard).toMatchObject({ island: 0, hole: 255 });
    expect(hard.soft).toBeLessThan(plain.soft / 2);
    expect(await alphas('--edges', 'hard', '--smallest-island', '0')).toMatchObject({
      island: 255,
    });
    expect(await alphas('--edges', 'product')).toMatchObject({ island: 0, hole: 255 });
    // Too large to be specks, for hair.
    expect(await alphas('--edges', 'hair')).toEqual(plain);
  });

  it('say so when they leave nothing, and refine what the model found', async () => {
    const cwd = await folderWith({ 'mug.jpg': mug });
    const nothing = ['--threshold', '1', '--shift', '-100', '--json'];
    const result = await runCli(['cut', 'mug.jpg', ...nothing], { cwd });
    expect(result.code).toBe(1);
    expect(jsonLines(result)[0]?.error?.code).toBe('edges-leave-nothing');
    expect((await runCli(['cut', 'mug.jpg', '--threshold', '0.5'], { cwd })).code).toBe(0);
    const matte = await sharp(path.join(cwd, 'cutouts/mug.png')).extractChannel(3).raw().toBuffer();
    expect([...new Set(matte)].sort()).toEqual([0, 255]);
  });
});

describe('the other commands', () => {
  it('lists the models with their licence', async () => {
    const result = await runCli(['models', '--json'], { cwd: root });
    const lines = result.stdout.toString().trim().split('\n');
    const models = lines.map((line) => JSON.parse(line) as { readonly id: string; state: string });
    expect(models[0]).toMatchObject({ id: 'isnet-general', state: 'ready' });
  });

  it('prepares a model into another folder, and notices a damaged one', async () => {
    const folder = await newFolder();
    const env = { OFFCUT_MODELS: folder };
    const prepared = await runCli(['models', 'prepare'], { cwd: root, env });
    expect(prepared.code).toBe(0);
    const file = path.join(folder, 'isnet-general.onnx');
    await copyFile(path.join(root, 'LICENSE'), file);
    const doctor = await runCli(['doctor'], { cwd: folder, env });
    expect(doctor.stdout.toString()).toMatch(/! model isnet-general +damaged/);
    expect(doctor.code).toBe(1);
  });

  it('examines the machine', async () => {
    const cwd = await newFolder();
    const { code, stdout } = await runCli(['doctor', '--json'], { cwd });
    const findings = JSON.parse(stdout.toString()) as readonly { what: string; found: string }[];
    const found = Object.fromEntries(findings.map((finding) => [finding.what, finding.found]));
    expect(code).toBe(0);
    expect(found).toMatchObject({ devices: 'cpu', 'model isnet-general': 'ready' });
    expect(found['onnxruntime']).toMatch(/^1\.\d+/);
    expect(found['current folder']).toContain('writable');
  });
});

it('warns of a cutout that is likely wrong, and of no other', async () => {
  // So far out of focus that the model half finds it.
  const chair = sharp(path.join(root, 'samples/chair.jpg')).resize(480).blur(8);
  const cwd = await folderWith({ 'mug.jpg': mug, 'chair.png': await chair.png().toBuffer() });
  const said = await runCli(['cut', '.', '-o', 'a'], { cwd });
  expect(said.code).toBe(0);
  expect(said.stderr).toMatch(/chair\.png: The model was not sure/);
  expect(said.stderr).not.toContain('mug.jpg');

  const lines = jsonLines(await runCli(['cut', 'mug.jpg', 'chair.png', '--json'], { cwd }));
  const factsOf = (name: string) => lines.find(({ input }) => input === name)?.facts;
  expect(factsOf('chair.png')?.warnings).toEqual(['low-confidence']);
  expect(factsOf('chair.png')?.confidence).toBeLessThan(0.5);
  expect(factsOf('mug.jpg')?.warnings).toEqual([]);
  expect(factsOf('mug.jpg')?.confidence).toBeGreaterThan(0.9);
});

describe.skipIf(process.platform !== 'linux')('what cutting may use', () => {
  /** The most threads that the engine had while a picture was cut. */
  async function threadsOf(threads: string): Promise<number> {
    const cwd = await folderWith({ 'mug.jpg': mug });
    const { child, result } = startCli(['cut', 'mug.jpg', '--threads', threads], { cwd });
    let [most, ended] = [0, false];
    void result.then(() => (ended = true));
    while (!ended) {
      for (const pid of await enginesOf(child.pid ?? 0).catch(() => [])) {
        const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
        most = Math.max(most, tasks.length);
      }
      await setTimeout(5);
    }
    expect((await result).code).toBe(0);
    return most;
  }

  it('is as many threads for one inference as --threads says', async () => {
    const one = await threadsOf('1');
    // Eight; libvips' own come and go.
    expect((await threadsOf('9')) - one).toBeGreaterThan(5);
  });
});
