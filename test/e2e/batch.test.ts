import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { filesBelow, runCli, startCli, type CliResult, type RunningCli } from '../helpers/cli.ts';
import { smallMug } from '../helpers/mug.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { ownTransparency, transparentPicture } from '../helpers/transparent-picture.ts';

const newFolder = useTempFolder();
const names = ['a.png', 'b.png', 'c.png'];
let mug: Buffer;
let cwd: string;
let env: Readonly<Record<string, string>>;

beforeAll(async () => {
  mug = await smallMug();
});

beforeEach(async () => {
  cwd = await newFolder();
  env = { OFFCUT_DATA: path.join(cwd, 'data') };
  for (const [index, name] of names.entries()) {
    await writeFile(path.join(cwd, name), await transparentPicture(index));
  }
});

/** Adds cutouts with what they hide already. */
const add = (...args: readonly string[]) => batch('add', ...args, ...ownTransparency);

const batch = (...args: readonly string[]): Promise<CliResult> =>
  runCli(['batch', ...args], { cwd, env });

/** A command that stays; ended with the test, whatever happens. */
function staying(...args: readonly string[]): RunningCli {
  const running = startCli(['batch', ...args], { cwd, env });
  onTestFinished(async () => {
    running.child.kill('SIGKILL');
    await running.result;
  });
  return running;
}

const said = ({ stdout }: CliResult) => stdout.toString();
const lines = (result: CliResult) =>
  said(result)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

/** The numbers of all jobs, in the order in which they run. */
const order = async () =>
  lines(await batch('list', '--json', '--state', 'queued', 'done')).map(({ id }) => id);

it('keeps pictures until they are done, from one process to the next', async () => {
  const added = await add(...names, '-o', 'out');
  expect(added).toMatchObject({ code: 0, stderr: '' });
  expect(said(added)).toBe(
    'Batch 1 (a.png and 2 more): 3 pictures added. "offcut batch run" works on them.\n',
  );
  expect(said(await batch('list'))).toBe('   1  a.png and 2 more: 3 queued\n');
  expect(said(await batch('list', '--batch', '1'))).toContain(
    '     2  queued     b.png -> out/b.png\n',
  );
  expect(await filesBelow(path.join(cwd, 'out'))).toEqual([]);

  expect(await batch('run')).toMatchObject({ code: 0, stdout: Buffer.from('3 done\n') });
  expect(await filesBelow(path.join(cwd, 'out'))).toEqual(names);
  const listed = lines(await batch('list', '--batch', '1', '--state', 'done', '--json'));
  expect(listed).toHaveLength(3);
  expect(listed[0]).toMatchObject({
    id: 1,
    batch: 1,
    state: { name: 'done', output: { path: path.join(cwd, 'out/a.png') } },
  });
  expect(said(await batch('list', '--state', 'failed'))).toBe('');
  const searched = lines(await batch('list', '--search', 'B.PNG', '--json'));
  expect(searched.map(({ id }) => id)).toEqual([2]);
  // No model ran, so none was unsure.
  expect(said(await batch('list', '--doubtful'))).toBe('');
  expect(said(await batch('clear'))).toBe('3 pictures taken off the list.\n');
  expect(said(await batch('list'))).toBe('The queue is empty.\n');
  expect(await filesBelow(path.join(cwd, 'out'))).toEqual(names);
});

describe('offcut batch add', () => {
  it('stays with --watch, tells what became of each, and adds what it can', async () => {
    await writeFile(path.join(cwd, 'broken.jpg'), mug.subarray(0, 2000));
    const flags = ['-o', 'out', '--watch', '--json', '--title', 'shoes'];
    const result = await add('a.png', 'broken.jpg', 'missing.jpg', '-', ...flags);
    expect(result.code).toBe(1);
    const told = lines(result);
    expect(told.slice(0, 3)).toMatchObject([
      { status: 'failed', input: '-', error: { code: 'input-cannot-wait' } },
      { status: 'failed', input: 'missing.jpg', error: { code: 'input-not-found' } },
      { status: 'added', batch: 1, title: 'shoes', jobs: [1, 2] },
    ]);
    expect(told.find(({ job }) => job === 1)).toMatchObject({
      status: 'done',
      batch: 1,
      input: 'a.png',
      output: path.join(cwd, 'out/a.png'),
    });
    expect(told.find(({ job }) => job === 2)).toMatchObject({
      status: 'failed',
      input: 'broken.jpg',
      error: { code: 'input-damaged' },
    });
    expect(told).toHaveLength(5);
    expect(said(await batch('list', '--state', 'failed'))).toContain('[input-damaged]');

    await writeFile(path.join(cwd, 'broken.jpg'), await transparentPicture(9));
    expect(said(await batch('retry'))).toBe('1 picture queued again.\n');
    expect(await batch('run')).toMatchObject({ code: 0, stdout: Buffer.from('1 done\n') });
  });

  it('plans and writes nothing with --dry-run', async () => {
    const result = await batch('add', '.', '-o', 'out', '--name', '{index}-{name}', '--dry-run');
    expect(said(result)).toContain('b.png -> out/2-b.png\n');
    expect(result.code).toBe(0);
    expect(await filesBelow(cwd)).toEqual(names);
  });

  it('takes the policy, the template, the recipe and the priority to each job', async () => {
    await writeFile(path.join(cwd, 'kept.webp'), 'mine');
    const flags = ['--if-exists', 'skip', '--format', 'webp', '--lenient'];
    await add('a.png', '-o', '.', '--name', 'kept', ...flags);
    await add('b.png', '-o', '.', '--name', '{name}-cut', '--priority', 'interactive');
    expect(await order()).toEqual([2, 1]);
    const result = await batch('run');
    expect(said(result)).toBe('1 done, 1 skipped\n');
    expect(result.stderr).toContain('a.png: skipped, kept.webp is there already.');
    expect(await readFile(path.join(cwd, 'kept.webp'), 'utf8')).toBe('mine');
    expect(await filesBelow(cwd)).toContain('b-cut.png');
  });

  it('refuses what makes no sense before anything is added', async () => {
    for (const [args, words] of [
      [['a.png', '-o', '-'], 'use -o FOLDER'],
      [['a.png', '--model', 'dream'], '[model-unknown]'],
      [['a.png', '--name', '{dream}'], '[name-template-invalid]'],
      [['a.png', '--priority', 'dream'], 'Allowed choices'],
    ] as const) {
      const result = await batch('add', ...args);
      expect(result.stderr).toContain(words);
      expect(result.code).toBe(2);
    }
    expect(said(await batch('list'))).toBe('The queue is empty.\n');
  });
});

describe('who works on the queue', () => {
  it('is whoever came first; others reach it, and one takes over when it is killed', async () => {
    const first = staying('run', '--keep');
    await first.said('Working on whatever is added');
    const { pid } = first.child;
    await batch('pause');
    await first.said('The queue is paused');
    expect(said(await add(...names, '-o', 'out'))).toContain(`Process ${pid} works on them.`);
    expect(said(await batch('status'))).toContain(`Process ${pid} works on the queue.`);

    const second = staying('run');
    await second.said(`Process ${pid} works on the queue; this one watches.`);
    first.child.kill('SIGKILL');
    await second.said('this one goes on');
    expect(lines(await batch('status', '--json'))).toMatchObject([
      { owner: second.child.pid, paused: true, resting: 0, counts: { queued: 3, done: 0 } },
    ]);
    expect(said(await batch('resume'))).toBe('The queue goes on.\n');
    const result = await second.result;
    expect(result).toMatchObject({ code: 0, stdout: Buffer.from('3 done\n') });
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(names);
    expect(said(await batch('status'))).toContain('Nobody works on the queue');
  });

  it('ends by "stop", and lets go of what is at work', async () => {
    await writeFile(path.join(cwd, 'mug.jpg'), mug);
    const run = staying('run', '--keep', '--grace', '0');
    await run.said('Working on whatever is added');
    await batch('add', 'mug.jpg', '-o', 'out');
    const stopped = await batch('stop');
    expect(said(stopped)).toBe('It lets go of the queue.\n');
    const result = await run.result;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain('1 picture waits; "offcut batch run" goes on.');
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual([]);
    expect(said(await batch('list'))).toBe('   1  mug.jpg: 1 queued\n');
    expect(said(await batch('stop'))).toBe('Nobody works on the queue.\n');
    expect(await batch('run', '--quiet')).toMatchObject({ code: 0, stdout: Buffer.alloc(0) });
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(['mug.png']);
  });

  it('is told that a watcher left while the queue goes on', async () => {
    const first = staying('run', '--keep');
    await first.said('Working on whatever is added');
    await batch('pause');
    await add(...names, '-o', 'out');
    const watcher = staying('run');
    await watcher.said('this one watches');
    await watcher.said('The queue is paused');
    watcher.child.kill('SIGTERM');
    const result = await watcher.result;
    expect(result.code).toBe(130);
    expect(result.stderr).toContain(`The queue goes on in process ${first.child.pid}.`);
    expect(said(await batch('status'))).toContain(`Process ${first.child.pid} works on the queue.`);
  });
});

describe('changes to the list', () => {
  it('pauses a batch, moves jobs and sets priorities', async () => {
    await add(...names, '-o', 'out');
    expect(said(await batch('pause', '1'))).toBe('Batch 1 is paused.\n');
    const rested = await batch('run');
    expect(rested).toMatchObject({ code: 0, stdout: Buffer.from('0 done\n') });
    expect(rested.stderr).toContain('3 pictures rest in paused batches.');
    expect(said(await batch('list'))).toContain('(paused)');

    expect(said(await batch('move', '3', '--before', '1'))).toBe('1 picture moved.\n');
    expect(await order()).toEqual([3, 1, 2]);
    await batch('move', '3', '1', '--last');
    expect(await order()).toEqual([2, 3, 1]);
    expect(said(await batch('prioritise', 'interactive', '--job', '1'))).toContain('interactive');
    expect(await order()).toEqual([1, 2, 3]);

    await batch('pause');
    expect(said(await batch('resume', '1'))).toBe(
      'Batch 1 goes on once the queue does, which is paused itself.\n',
    );
    await batch('resume');
    expect(said(await batch('run'))).toBe('3 done\n');
  });

  it('cancels, retries and clears what is named', async () => {
    await add(...names, '-o', 'out');
    expect(said(await batch('cancel', '--job', '2'))).toBe('1 picture cancelled.\n');
    expect(said(await batch('cancel', '1'))).toBe('2 pictures cancelled.\n');
    expect(said(await batch('run'))).toBe('0 done\n');
    expect(said(await batch('retry'))).toBe('0 pictures queued again.\n');
    expect(said(await batch('retry', '--cancelled', '--job', '1', '2'))).toBe(
      '2 pictures queued again.\n',
    );
    expect(said(await batch('cancel', '--all'))).toBe('2 pictures cancelled.\n');
    expect(said(await batch('retry', '--cancelled', '1', '--model', 'isnet-general'))).toBe(
      '3 pictures queued again.\n',
    );
    expect(lines(await batch('list', '--batch', '1', '--json'))[0]).toMatchObject({
      model: 'isnet-general',
    });
    expect(said(await batch('run'))).toBe('3 done\n');
    expect(said(await batch('clear', '--failed'))).toBe('0 pictures taken off the list.\n');
    expect(said(await batch('clear', '1', '--all'))).toBe('3 pictures taken off the list.\n');
  });

  it('says what is wrong with a command, and changes nothing', async () => {
    await add(...names, '-o', 'out');
    for (const [args, code, words] of [
      [['cancel'], 2, 'Say a batch, --job or --all.'],
      [['cancel', '1', '--job', '2'], 2, 'not both'],
      [['cancel', '9'], 2, '[batch-unknown]'],
      [['cancel', 'x'], 2, 'It must be a number'],
      [['retry', '--job', '9'], 2, '[job-unknown]'],
      [['retry', '--model', 'dream'], 2, '[model-unknown]'],
      [['move', '1'], 2, 'Say --before JOB or --last.'],
      [['prioritise', 'normal'], 2, 'Say a batch or --job.'],
      [['pause', '9'], 2, '[batch-unknown]'],
    ] as const) {
      const result = await batch(...args);
      expect(result.stderr).toContain(words);
      expect(result.code).toBe(code);
    }
    expect(said(await batch('list'))).toBe('   1  a.png and 2 more: 3 queued\n');
  });
});

it('keeps a damaged queue aside, and says so', async () => {
  await add(...names, '-o', 'out');
  const files = await filesBelow(path.join(cwd, 'data'));
  for (const file of files.filter((name) => name.startsWith('queue'))) {
    await writeFile(path.join(cwd, 'data', file), Buffer.alloc(5000, 'nonsense'));
  }
  const result = await batch('list');
  expect(result.code).toBe(0);
  expect(result.stderr).toMatch(/The queue could not be used .* is kept in .*data/);
  expect(said(result)).toBe('The queue is empty.\n');
});
