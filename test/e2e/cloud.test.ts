import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { SpendBook } from '../../src/core/providers/spend/spend-book.ts';
import { jsonLines, runCli } from '../helpers/cli.ts';
import { smallMug } from '../helpers/mug.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { startClipdrop } from '../providers/servers/clipdrop.ts';
import type { ContractServer } from '../providers/servers/contract-server.ts';
import { startPoof } from '../providers/servers/poof.ts';
import { useClosing } from '../providers/servers/requests-in-tests.ts';

const closing = useClosing();
const newFolder = useTempFolder();
let mug: Buffer;
/** A picture in which no model finds a subject. */
let blank: Buffer;
beforeAll(async () => {
  mug = await smallMug();
  const background = { r: 200, g: 200, b: 200 };
  blank = await sharp({ create: { width: 90, height: 60, channels: 3, background } })
    .withExif({ IFD0: { Artist: 'Somebody' } })
    .jpeg()
    .toBuffer();
});

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, i) => `${prefix}-${i + 1}.jpg`);

/** Two pictures that are cut here, five that are not, and two providers on this machine. */
async function setUp(credits: number) {
  const cwd = await newFolder();
  const photos = path.join(cwd, 'photos');
  await mkdir(photos);
  for (const name of names('mug', 2)) await writeFile(path.join(photos, name), mug);
  for (const name of names('blank', 5)) await writeFile(path.join(photos, name), blank);
  const clipdrop = await closing(startClipdrop({ credits }));
  const poof = await closing(startPoof());
  const env = {
    ...{ OFFCUT_DATA: path.join(cwd, 'data') },
    ...{ OFFCUT_CLIPDROP_KEY: clipdrop.key, OFFCUT_CLIPDROP_URL: clipdrop.baseUrl },
    ...{ OFFCUT_POOF_KEY: poof.key, OFFCUT_POOF_URL: poof.baseUrl },
  };
  const cut = (...flags: readonly string[]) => runCli(['cut', 'photos', ...flags], { cwd, env });
  const cutouts = () => readdir(path.join(cwd, 'cutouts')).catch(() => []);
  return { cwd, env, clipdrop, poof, cut, cutouts };
}

const removals = ({ requests }: ContractServer) =>
  requests.filter(({ step }) => step === 'remove').length;

describe('offcut cut --engine local-then-cloud', () => {
  const policy = ['--engine', 'local-then-cloud', '--providers', 'clipdrop,poof'] as const;

  it('has providers make what fails here, in order, and records what that cost', async () => {
    const { env, clipdrop, poof, cut, cutouts } = await setUp(3);
    const result = await cut(...policy, '--consent', '--json', '--concurrency', '1');
    expect(result.stderr).toBe('');
    expect(result.code).toBe(0);
    const lines = jsonLines(result);
    expect(lines.map(({ status }) => status)).toEqual(Array.from({ length: 7 }, () => 'done'));
    const by = (id: string | undefined) =>
      lines.filter(({ facts }) => facts?.provider?.id === id).length;
    expect([by(undefined), by('clipdrop'), by('poof')]).toEqual([2, 3, 2]);
    for (const { facts } of lines.filter(({ input }) => input.includes('blank'))) {
      expect(facts?.model).toBeNull();
      expect(facts?.provider?.because).toContain('No subject');
      expect(facts?.provider?.credits).toBe(1);
    }
    expect(await cutouts()).toHaveLength(7);
    expect([...clipdrop.violations, ...poof.violations]).toEqual([]);
    for (const { files } of [...clipdrop.requests, ...poof.requests]) {
      const sent = await sharp(files['image_file']?.bytes).metadata();
      expect([sent.width, sent.height, sent.exif]).toEqual([90, 60, undefined]);
    }

    const spend = SpendBook.open(env.OFFCUT_DATA);
    try {
      expect(spend.spent('clipdrop').all).toEqual({ pictures: 3, credits: 3 });
      expect(spend.spent('poof').all).toEqual({ pictures: 2, credits: 2 });
    } finally {
      spend.close();
    }
  });

  it('sends nothing without consent: what fails here has failed', async () => {
    const { clipdrop, poof, cut, cutouts } = await setUp(3);
    const result = await cut(...policy, '--json');
    expect(result.code).toBe(1);
    const failed = jsonLines(result).filter(({ status }) => status === 'failed');
    expect(failed.map(({ error }) => error?.code)).toEqual(
      Array.from({ length: 5 }, () => 'no-subject'),
    );
    expect(await cutouts()).toHaveLength(2);
    expect([clipdrop.requests, poof.requests]).toEqual([[], []]);
  });

  it('says before what may be sent where, and after who made it', async () => {
    const { clipdrop, cut } = await setUp(9);
    const { stderr, code } = await cut(...policy, '--consent');
    expect(code).toBe(0);
    expect(stderr).toContain(
      'Up to 7 pictures may be sent, without metadata, to Clipdrop (1 credit each), else Poof',
    );
    expect(stderr).toContain('blank-1.jpg: by clipdrop for 1 credit, because here: No subject');
    expect(stderr).not.toContain(clipdrop.key);
  });
});

describe('offcut cut --engine cloud', () => {
  it('asks providers for every picture, and no model', async () => {
    const { cwd, env, poof } = await setUp(0);
    const run = (...flags: readonly string[]) =>
      runCli(['cut', 'photos/mug-1.jpg', '--engine', 'cloud', ...flags], {
        cwd,
        env: { ...env, OFFCUT_MODELS: path.join(cwd, 'no-models') },
      });
    const refused = await run();
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('[consent-missing]'),
    ]);
    expect(removals(poof)).toBe(0);

    const { code, stderr } = await run('--consent', '--providers', 'poof', '--format', 'webp');
    expect([code, removals(poof)]).toEqual([0, 1]);
    expect(stderr).toContain('by poof for 1 credit.');
    expect(await readdir(cwd)).not.toContain('no-models');
    const cutout = await sharp(path.join(cwd, 'cutouts/mug-1.webp')).metadata();
    const source = await sharp(mug).metadata();
    expect(cutout).toMatchObject({ hasAlpha: true, width: source.width, height: source.height });

    const spent = await run('--consent', '--providers', 'clipdrop', '--if-exists', 'overwrite');
    expect([spent.code, spent.stderr]).toEqual([1, expect.stringContaining('[provider-credits]')]);
  });

  it.each([
    [['--engine', 'local', '--consent'], '--consent'],
    [['--providers', 'poof'], '--providers'],
    [['--min-confidence', '0.5'], '--min-confidence'],
    [['--engine', 'cloud', '--min-confidence', '0.5', '--consent'], '--min-confidence'],
    [['--engine', 'cloud', '--providers', 'nobody', '--consent'], '[provider-unknown]'],
    [['--engine', 'cloud', '--providers', 'tengr', '--consent'], '[provider-no-key]'],
  ])('refuses %j', async (flags, words) => {
    const { clipdrop, poof, cut } = await setUp(1);
    const { code, stderr } = await cut(...flags);
    expect([code, stderr]).toEqual([2, expect.stringContaining(words)]);
    expect([clipdrop.requests, poof.requests]).toEqual([[], []]);
  });

  it('knows whom to ask by the keys that there are, and says when there is none', async () => {
    const { cwd, env, clipdrop, cut } = await setUp(9);
    const { code, stderr } = await cut('--engine', 'cloud', '--consent', '--dry-run');
    expect([code, stderr]).toEqual([0, '']);
    expect(clipdrop.requests).toEqual([]);
    const none = await runCli(['cut', 'photos', '--engine', 'cloud', '--consent'], {
      cwd,
      env: { ...env, OFFCUT_CLIPDROP_KEY: '', OFFCUT_POOF_KEY: '' },
    });
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('offcut providers')]);
  });

  it('asks nobody who is switched off, or while the network is, and keeps to budgets', async () => {
    const { env, clipdrop, poof, cut } = await setUp(9);
    const set = (settings: object) =>
      writeFile(path.join(env.OFFCUT_DATA, 'settings.json'), JSON.stringify(settings));
    const run = (...flags: readonly string[]) =>
      cut('--engine', 'cloud', '--consent', '--concurrency', '1', ...flags);
    await mkdir(env.OFFCUT_DATA, { recursive: true });
    await set({ privacy: { networkOff: true } });
    const off = await run();
    expect([off.code, off.stderr]).toEqual([2, expect.stringContaining('[cloud-network-off]')]);
    await set({ providers: { accounts: [{ id: 'clipdrop', enabled: false }] } });
    const named = await run('--providers', 'clipdrop');
    expect([named.code, named.stderr]).toEqual([2, expect.stringContaining('[provider-off]')]);
    expect([clipdrop.requests, poof.requests]).toEqual([[], []]);

    const budget = { pictures: { day: 2 } };
    await set({
      providers: {
        accounts: [
          { id: 'poof', budget },
          { id: 'clipdrop', budget },
        ],
      },
    });
    const limited = await run('--json');
    expect(limited.code).toBe(1);
    expect([removals(poof), removals(clipdrop)]).toEqual([2, 2]);
    const failed = jsonLines(limited).filter(({ status }) => status === 'failed');
    expect(failed.map(({ error }) => error?.code)).toEqual(
      Array.from({ length: 3 }, () => 'cloud-failed'),
    );
    expect(failed[0]?.error?.message).toContain('2 pictures a day');
  });
});

describe('offcut batch add --engine local-then-cloud', () => {
  it('keeps the consent with the batch, for whoever works on it', async () => {
    const { cwd, env, clipdrop, poof, cutouts } = await setUp(3);
    const batch = (...args: readonly string[]) => runCli(['batch', ...args], { cwd, env });
    const policy = ['--engine', 'local-then-cloud', '--providers', 'clipdrop,poof'];
    const refused = await batch('add', 'photos', '--engine', 'cloud');
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringContaining('[consent-missing]'),
    ]);
    const silent = await batch('add', 'photos', ...policy, '-o', 'silent');
    expect([silent.code, silent.stderr]).toEqual([0, '']);
    const agreed = await batch('add', 'photos', ...policy, '--consent');
    expect([agreed.code, agreed.stderr]).toEqual([
      0,
      expect.stringContaining('Up to 7 pictures may be sent, without metadata, to Clipdrop'),
    ]);
    expect([clipdrop.requests, poof.requests]).toEqual([[], []]);

    const worked = await batch('run');
    expect(worked.code).toBe(1);
    expect(await cutouts()).toHaveLength(7);
    expect(await readdir(path.join(cwd, 'silent'))).toHaveLength(2);
    // One more than there are credits for.
    expect([removals(clipdrop) >= 4, removals(poof)]).toEqual([true, 2]);
    const spent = await runCli(['providers', 'spend'], { cwd, env });
    expect(String(spent.stdout)).toContain('clipdrop  3 pictures, 3 credits today; 3 pictures');
    expect(String(spent.stdout)).toContain('poof  2 pictures, 2 credits today; 2 pictures');
    expect(String(spent.stdout)).not.toContain(clipdrop.key);
  });
});

describe('offcut watch --engine local-then-cloud', () => {
  it('keeps the consent with the folder, and sends nothing without', async () => {
    const { cwd, env, clipdrop, poof } = await setUp(3);
    const watch = (...flags: readonly string[]) => {
      const once = ['watch', 'photos', '--out', 'out', '--engine', 'local-then-cloud', '--once'];
      return runCli([...once, ...flags], { cwd, env });
    };
    const silent = await watch();
    expect(silent.code).toBe(1);
    expect(await readdir(path.join(cwd, 'out'))).toHaveLength(2);
    expect([clipdrop.requests, poof.requests]).toEqual([[], []]);

    const list = () => runCli(['watch', '--list', '--json'], { cwd, env });
    expect(jsonLines(await list())).toMatchObject([{ consent: null }]);
    for (const name of names('blank', 5)) {
      await writeFile(path.join(cwd, 'photos', name), Buffer.concat([blank, Buffer.from('new')]));
    }
    const agreed = await watch('--providers', 'poof', '--consent');
    expect([agreed.code, removals(poof)]).toEqual([0, 5]);
    expect(await readdir(path.join(cwd, 'out'))).toHaveLength(7);
    expect(jsonLines(await list())).toMatchObject([{ consent: { providers: ['poof'] } }]);
  });
});
