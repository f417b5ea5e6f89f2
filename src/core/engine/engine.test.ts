import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CutoutFacts } from '../../shared/cutout.ts';
import {
  PROTOCOL_VERSION,
  type FromEngine,
  type RunMessage,
  type ToEngine,
} from '../../shared/engine-protocol.ts';
import { parseRecipe } from '../../shared/recipe.ts';
import { Engine, type EngineJob } from './engine.ts';
import { defaultEngineOptions, type EngineOptions } from './engine-options.ts';
import type { EngineProcessEvents } from './engine-process.ts';

const facts = { width: 1, height: 1 } as CutoutFacts;

/** An engine process whose every answer the test gives by hand. */
class FakeProcess {
  readonly pid = 1;
  readonly sent: ToEngine[] = [];
  killed = false;
  readonly #events: EngineProcessEvents;

  constructor(events: EngineProcessEvents) {
    this.#events = events;
  }

  send(message: ToEngine): void {
    this.sent.push(message);
  }

  kill(): Promise<void> {
    if (!this.killed) {
      this.killed = true;
      this.end('ended by SIGKILL');
    }
    return Promise.resolve();
  }

  say(message: FromEngine): void {
    this.#events.onMessage(message);
  }

  end(reason = 'ended by SIGSEGV'): void {
    this.#events.onExit(reason);
  }

  ready(protocol = PROTOCOL_VERSION): void {
    const versions = { node: '', onnxruntime: '', sharp: '', libvips: '' };
    this.say({ type: 'ready', protocol, versions, devices: ['cpu'] });
  }

  get runs(): readonly RunMessage[] {
    return this.sent.filter((message) => message.type === 'run');
  }

  /** The names of the pictures handed over so far. */
  get pictures(): readonly string[] {
    return this.runs.map((run) => run.source);
  }

  #idOf(source: string): number {
    const run = this.runs.findLast((message) => message.source === source);
    if (run === undefined) throw new Error(`${source} was not handed over`);
    return run.id;
  }

  stage(source: string, active = true, stage: 'load' | 'matte' = 'matte'): void {
    this.say({ type: 'stage', id: this.#idOf(source), stage, active });
  }

  done(source: string): void {
    this.say({ type: 'done', id: this.#idOf(source), facts });
  }

  fail(source: string): void {
    const error = { code: 'no-subject', message: '', params: {} } as const;
    this.say({ type: 'failed', id: this.#idOf(source), error });
  }
}

const recipe = parseRecipe({});

const job = (source: string) =>
  ({ source, name: source, target: `${source}.tmp`, recipe }) as unknown as EngineJob;

function setUp(options: Partial<EngineOptions> = {}) {
  const processes: FakeProcess[] = [];
  const engine = new Engine({
    ...defaultEngineOptions,
    concurrency: 2,
    ...options,
    start: (events) => {
      const started = new FakeProcess(events);
      processes.push(started);
      return started;
    },
  });
  const current = () => {
    const last = processes.at(-1);
    if (last === undefined) throw new Error('no process was started');
    return last;
  };
  /** Waits out the pause before a restart and lets the new process become ready. */
  const restarted = async () => {
    const before = processes.length;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(processes.length).toBe(before + 1);
    current().ready();
    return current();
  };
  const run = (source: string, signal?: AbortSignal) => {
    const outcome = engine.run(job(source), { signal }).then(
      () => 'done',
      (error: unknown) => (error as { code: string }).code,
    );
    return outcome;
  };
  return { engine, processes, current, restarted, run };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the engine', () => {
  it('starts on the first picture, shakes hands, and hands over no more than its concurrency', async () => {
    const { processes, current, run } = setUp();
    expect(processes).toHaveLength(0);
    const outcomes = Promise.all([run('a'), run('b'), run('c')]);
    expect(processes).toHaveLength(1);
    expect(current().sent).toEqual([
      expect.objectContaining({ type: 'configure', protocol: PROTOCOL_VERSION }),
    ]);
    current().ready();
    expect(current().pictures).toEqual(['a', 'b']);
    current().done('a');
    expect(current().pictures).toEqual(['a', 'b', 'c']);
    current().fail('b');
    current().done('c');
    expect(await outcomes).toEqual(['done', 'no-subject', 'done']);
    expect(processes).toHaveLength(1);
  });

  it('tells the stages of a picture', async () => {
    const { engine, current } = setUp();
    const seen: string[] = [];
    const outcome = engine.run(job('a'), { onStage: (stage) => seen.push(stage) });
    current().ready();
    current().stage('a', true, 'load');
    current().stage('a', false, 'load');
    current().stage('a', true, 'matte');
    current().done('a');
    await outcome;
    expect(seen).toEqual(['load', 'matte']);
  });

  it('runs everything again after the process was killed', async () => {
    const { current, restarted, run } = setUp();
    const outcomes = Promise.all([run('a'), run('b')]);
    current().ready();
    current().stage('a');
    current().end('ended by SIGKILL');
    const next = await restarted();
    // b was only waiting: it is not a suspect and goes first.
    expect(next.pictures).toEqual(['b']);
    next.done('b');
    expect(next.pictures).toEqual(['b', 'a']);
    next.done('a');
    expect(await outcomes).toEqual(['done', 'done']);
  });

  it('runs a suspect alone and leaves it out after the second end', async () => {
    const { current, restarted, run } = setUp();
    const outcomes = Promise.all([run('poison'), run('good'), run('later')]);
    current().ready();
    current().stage('poison');
    current().stage('good');
    current().end();
    const second = await restarted();
    expect(second.pictures).toEqual(['later']);
    second.done('later');
    // Both were at work when it ended, so each gets a second chance, and gets it alone.
    expect(second.pictures).toEqual(['later', 'good']);
    second.done('good');
    expect(second.pictures).toEqual(['later', 'good', 'poison']);
    second.stage('poison');
    second.end();
    expect(await outcomes).toEqual(['picture-quarantined', 'done', 'done']);
  });

  it('kills an engine that is stuck in a stage and blames only that picture', async () => {
    const { current, restarted, run } = setUp({ stageTimeout: 1000, heartbeat: 1e9 });
    const outcomes = Promise.all([run('stuck'), run('other')]);
    current().ready();
    const first = current();
    first.stage('stuck');
    await vi.advanceTimersByTimeAsync(600);
    first.stage('other');
    await vi.advanceTimersByTimeAsync(399);
    expect(first.killed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(first.killed).toBe(true);
    const second = await restarted();
    expect(second.pictures).toEqual(['other']);
    second.done('other');
    second.stage('stuck');
    await vi.advanceTimersByTimeAsync(1000);
    expect(second.killed).toBe(true);
    expect(await outcomes).toEqual(['picture-quarantined', 'done']);
  });

  it('tells of the ends that nobody asked for, and of no others', async () => {
    const { engine, current, restarted, run } = setUp({
      stageTimeout: 2000,
      cancelGrace: 1000,
      idleTimeout: 500,
      heartbeat: 1e9,
    });
    const ends: string[] = [];
    const stopListening = engine.onEnd((reason) => ends.push(reason));
    const abort = new AbortController();
    const outcomes = Promise.all([run('a'), run('cancelled', abort.signal)]);
    current().ready();
    current().stage('a');
    current().end('ended by SIGSEGV');
    expect(ends).toEqual(['ended by SIGSEGV']);
    (await restarted()).stage('cancelled');
    abort.abort();
    // The engine does not let go of it and is killed, as it was asked to be.
    (await restarted()).stage('a');
    await vi.advanceTimersByTimeAsync(2000);
    expect(await outcomes).toEqual(['picture-quarantined', 'cancelled']);
    const expected = ['ended by SIGSEGV', 'no progress for 2 s at the stage "matte"'];
    expect(ends).toEqual(expected);

    const last = run('last');
    (await restarted()).done('last');
    await vi.advanceTimersByTimeAsync(500);
    expect([await last, current().killed, ends]).toEqual(['done', true, expected]);
    stopListening();
    void run('more');
    current().ready();
    current().end();
    expect(ends).toEqual(expected);
  });

  it('does not count waiting between stages against a picture', async () => {
    const { current, run } = setUp({ stageTimeout: 1000, heartbeat: 1e9 });
    const outcome = run('a');
    current().ready();
    current().stage('a');
    current().stage('a', false);
    await vi.advanceTimersByTimeAsync(50_000);
    expect(current().killed).toBe(false);
    current().done('a');
    expect(await outcome).toBe('done');
  });

  it('kills an engine that answers no heartbeat, and keeps one that does', async () => {
    const { current, processes, run } = setUp({ heartbeat: 100 });
    void run('a');
    current().ready();
    for (let i = 0; i < 40; i++) {
      await vi.advanceTimersByTimeAsync(100);
      current().say({ type: 'pong', sequence: i, rss: 1 });
    }
    expect(processes).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1600);
    expect(processes[0]?.killed).toBe(true);
  });

  it('restarts between pictures when it has grown over its memory limit', async () => {
    const { current, processes, run } = setUp({ memoryLimit: 1000 });
    const outcomes = Promise.all([run('a'), run('b'), run('c')]);
    current().ready();
    const first = current();
    first.say({ type: 'pong', sequence: 1, rss: 1001 });
    first.done('a');
    expect(first.pictures).toEqual(['a', 'b']);
    expect(first.killed).toBe(false);
    first.done('b');
    expect(first.killed).toBe(true);
    expect(processes).toHaveLength(2);
    current().ready();
    current().done('c');
    expect(await outcomes).toEqual(['done', 'done', 'done']);
  });

  it('lets the process go when idle, and starts another for the next picture', async () => {
    const { current, processes, run } = setUp({ idleTimeout: 500 });
    const outcome = run('a');
    current().ready();
    current().done('a');
    await outcome;
    await vi.advanceTimersByTimeAsync(499);
    expect(processes[0]?.killed).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(processes[0]?.killed).toBe(true);
    const again = run('b');
    current().ready();
    current().done('b');
    expect(await again).toBe('done');
    expect(processes).toHaveLength(2);
  });

  it('cancels a waiting picture at once and a running one when the engine lets go', async () => {
    const { current, run } = setUp({ concurrency: 1 });
    const running = new AbortController();
    const waiting = new AbortController();
    const outcomes = Promise.all([run('a', running.signal), run('b', waiting.signal)]);
    current().ready();
    waiting.abort();
    running.abort();
    expect(current().sent.at(-1)).toMatchObject({ type: 'cancel' });
    current().fail('a');
    expect(await outcomes).toEqual(['cancelled', 'cancelled']);
    expect(current().killed).toBe(false);
  });

  it('kills an engine that does not let a cancelled picture go, without blame for the others', async () => {
    const { current, restarted, run } = setUp({ cancelGrace: 1000, heartbeat: 1e9 });
    const abort = new AbortController();
    const outcomes = Promise.all([run('a', abort.signal), run('b')]);
    current().ready();
    current().stage('a');
    current().stage('b');
    const first = current();
    abort.abort();
    await vi.advanceTimersByTimeAsync(999);
    expect(first.killed).toBe(false);
    const second = await restarted();
    expect(first.killed).toBe(true);
    expect(second.pictures).toEqual(['b']);
    second.stage('b');
    second.end();
    const third = await restarted();
    third.done('b');
    expect(await outcomes).toEqual(['cancelled', 'done']);
  });

  it('waits for one that is in no hurry to leave, however long it takes', async () => {
    const { engine, current } = setUp({ cancelGrace: 1000, heartbeat: 1e9 });
    const abort = new AbortController();
    const outcome = engine.run(job('a'), { signal: abort.signal, unhurried: true }).then(
      () => 'done',
      (error: unknown) => (error as { code: string }).code,
    );
    current().ready();
    current().stage('a');
    abort.abort();
    await vi.advanceTimersByTimeAsync(50_000);
    expect(current().sent.at(-1)).toMatchObject({ type: 'cancel' });
    expect(current().killed).toBe(false);
    current().fail('a');
    expect(await outcome).toBe('cancelled');
  });

  it('hands over urgent cutouts before others that wait, in their order', async () => {
    const { engine, current, run } = setUp({ concurrency: 1 });
    const urgent = (source: string) => engine.run({ ...job(source), urgent: true });
    const first = run('a');
    current().ready();
    const outcomes = Promise.all([first, run('b'), urgent('c'), urgent('d')]);
    for (const source of ['a', 'c', 'd', 'b']) current().done(source);
    await outcomes;
    expect(current().pictures).toEqual(['a', 'c', 'd', 'b']);
  });

  it('calls it a bug when a question gets the answer to another one', async () => {
    const { engine, current } = setUp();
    const size = engine.run(job('a'));
    current().ready();
    const { id } = current().runs[0] ?? { id: -1 };
    current().say({ type: 'measured', id, size: { width: 1, height: 1 } });
    await expect(size).rejects.toThrow('the engine answered "measured" to "run"');
  });

  describe('new limits', () => {
    const configured = (process: FakeProcess) =>
      process.sent.find((message) => message.type === 'configure');

    it('of threads and pixels are for the next process, which comes between two pictures', async () => {
      const { engine, current, processes, run } = setUp({ threads: 2 });
      const outcomes = Promise.all([run('a'), run('b'), run('c')]);
      current().ready();
      const first = current();
      engine.configure({ threads: 4 });
      first.done('a');
      expect([first.pictures, first.killed]).toEqual([['a', 'b'], false]);
      first.done('b');
      expect(first.killed).toBe(true);
      expect(processes).toHaveLength(2);
      const { pixelBudget } = defaultEngineOptions;
      expect(configured(current())).toMatchObject({ threads: 4, pixelBudget });
      current().ready();
      current().done('c');
      expect(await outcomes).toEqual(['done', 'done', 'done']);
      engine.configure({ pixelBudget: 1_000 });
      expect(current().killed).toBe(true);
      void run('d');
      expect(configured(current())).toMatchObject({ threads: 4, pixelBudget: 1_000 });
    });

    it('that are what they were end nothing', async () => {
      const { engine, current, processes, run } = setUp({ threads: 2 });
      engine.configure({ threads: 3 });
      expect(processes).toHaveLength(0);
      const outcome = run('a');
      current().ready();
      expect(configured(current())).toMatchObject({ threads: 3 });
      engine.configure({ threads: 3, memoryLimit: 1_000, concurrency: 5 });
      current().done('a');
      expect(await outcome).toBe('done');
      expect(current().killed).toBe(false);
    });

    it('while a process starts, are for another one', async () => {
      const { engine, current, processes, run } = setUp();
      const outcome = run('a');
      const info = engine.info();
      engine.configure({ threads: 7 });
      expect(processes).toHaveLength(1);
      current().ready();
      await info;
      expect(processes).toHaveLength(2);
      expect(configured(current())).toMatchObject({ threads: 7 });
      current().ready();
      current().done('a');
      expect(await outcome).toBe('done');
    });

    it('of pictures at once and of memory hold from then on', async () => {
      const { engine, current, processes, run } = setUp({ concurrency: 1 });
      const outcomes = Promise.all([run('a'), run('b'), run('c')]);
      current().ready();
      expect(current().pictures).toEqual(['a']);
      engine.configure({ concurrency: 2 });
      expect(current().pictures).toEqual(['a', 'b']);
      engine.configure({ concurrency: 1 });
      current().done('a');
      expect(current().pictures).toEqual(['a', 'b']);
      engine.configure({ memoryLimit: 1_000 });
      current().say({ type: 'pong', sequence: 1, rss: 1_001 });
      current().done('b');
      expect(processes).toHaveLength(2);
      current().ready();
      current().done('c');
      expect(await outcomes).toEqual(['done', 'done', 'done']);
    });

    it('leave a comparison its process', async () => {
      const { engine, current, processes } = setUp();
      const graphs = { reference: 'a', candidate: 'b', shape: [1], device: 'cpu' } as const;
      const answer = engine.compare({ ...graphs, shape: [1] });
      engine.configure({ threads: 5 });
      current().ready();
      await vi.advanceTimersByTimeAsync(0);
      expect(processes).toHaveLength(2);
      current().ready();
      await vi.advanceTimersByTimeAsync(0);
      engine.configure({ threads: 6 });
      expect(current().killed).toBe(false);
      const asked = current().sent.findLast(({ type }) => type === 'compare');
      if (asked?.type !== 'compare') throw new Error('nothing was asked');
      const comparison = { referenceMs: 2, candidateMs: 1, difference: 0 };
      current().say({ type: 'compared', id: asked.id, comparison });
      expect(await answer).toEqual(comparison);
      expect(current().killed).toBe(true);
    });
  });

  it('refuses a picture that is cancelled already', async () => {
    const { processes, run } = setUp();
    expect(await run('a', AbortSignal.abort())).toBe('cancelled');
    expect(processes).toHaveLength(0);
  });

  it('gives up after three starts that fail', async () => {
    const { current, processes, run } = setUp();
    const outcome = run('a');
    for (let i = 0; i < 3; i++) {
      current().end('exit code 1: missing module');
      await vi.advanceTimersByTimeAsync(60_000);
    }
    expect(await outcome).toBe('engine-unavailable');
    expect(processes).toHaveLength(3);
  });

  it('refuses an engine of another protocol version', async () => {
    const { current, run } = setUp();
    const outcome = run('a');
    current().ready(PROTOCOL_VERSION + 1);
    expect(await outcome).toBe('engine-unavailable');
    expect(current().killed).toBe(true);
  });

  it('rejects everything when it is closed', async () => {
    const { engine, current, run } = setUp({ concurrency: 1 });
    const outcomes = Promise.all([run('a'), run('b')]);
    current().ready();
    void engine.close();
    expect(await outcomes).toEqual(['cancelled', 'cancelled']);
    expect(current().killed).toBe(true);
    expect(await run('c')).toBe('cancelled');
  });

  describe('measuring', () => {
    const measured = ({ engine }: ReturnType<typeof setUp>) =>
      engine.measure({ source: 'a', name: 'a', recipe, maxPixels: 1, lenient: false }).then(
        (size) => size,
        (error: unknown) => (error as { code: string }).code,
      );
    const asked = (process: FakeProcess) => {
      const message = process.sent.findLast(({ type }) => type === 'measure');
      if (message?.type !== 'measure') throw new Error('nothing was asked');
      return message;
    };

    it('hands over the question and the size', async () => {
      const setting = setUp();
      const answer = measured(setting);
      setting.current().ready();
      const { id, source } = asked(setting.current());
      expect(source).toBe('a');
      const size = { width: 3, height: 2 };
      setting.current().say({ type: 'measured', id, size });
      expect(await answer).toEqual(size);
    });

    it('leaves out a picture whose header ends the engine twice', async () => {
      const setting = setUp();
      const answer = measured(setting);
      setting.current().ready();
      const endedBy = (process: FakeProcess) => {
        process.say({ type: 'stage', id: asked(process).id, stage: 'decode', active: true });
        process.end();
      };
      endedBy(setting.current());
      endedBy(await setting.restarted());
      expect(await answer).toBe('picture-quarantined');
    });
  });

  it('hands over what is to be previewed, and the size of that', async () => {
    const { engine, current } = setUp();
    const view = { side: 256, view: 'edge', exact: false } as const;
    const job = { source: 'a', name: 'a', target: 'b', ...view, maxPixels: 1 };
    const answer = engine.preview(job);
    current().ready();
    const message = current().sent.findLast(({ type }) => type === 'preview');
    if (message?.type !== 'preview') throw new Error('nothing was asked');
    expect(message).toMatchObject(job);
    const size = { width: 256, height: 9 };
    current().say({ type: 'previewed', id: message.id, size });
    expect(await answer).toEqual(size);
  });

  it('hands over what a provider is shown, and what it answered', async () => {
    const { engine, current } = setUp();
    const whole = { name: 'a', target: 'b', recipe, maxPixels: 1, lenient: false };
    const picture = { source: 'a', ...whole };
    const limits = { pixels: 4, bytes: 9 };
    const upload = { width: 2, height: 2, bytes: 9, type: 'image/jpeg' } as const;
    const answer = engine.upload({ ...picture, limits });
    current().ready();
    const message = current().sent.findLast(({ type }) => type === 'upload');
    if (message?.type !== 'upload') throw new Error('nothing was asked');
    expect(message).toMatchObject({ ...picture, limits });
    current().say({ type: 'uploaded', id: message.id, upload });
    expect(await answer).toEqual(upload);

    const cutout = engine.apply({ ...picture, provider: 'poof', answer: 'b' });
    const applied = current().sent.findLast(({ type }) => type === 'apply');
    if (applied?.type !== 'apply') throw new Error('nothing was asked');
    expect(applied).toMatchObject({ ...picture, provider: 'poof', answer: 'b' });
    current().say({ type: 'done', id: applied.id, facts });
    expect(await cutout).toEqual(facts);
  });

  describe('comparing graphs', () => {
    const graphs = { reference: 'a', candidate: 'b', shape: [1], device: 'cpu' } as const;
    const comparison = { referenceMs: 2, candidateMs: 1, difference: 0 };
    const asked = async ({ engine, current }: ReturnType<typeof setUp>) => {
      const answer = engine.compare({ ...graphs, shape: [1] }).then(
        (found) => found,
        (error: unknown) => (error as { code: string }).code,
      );
      current().ready();
      await vi.advanceTimersByTimeAsync(0);
      const message = current().sent.findLast(({ type }) => type === 'compare');
      if (message?.type !== 'compare') throw new Error('nothing was asked');
      return { answer, message };
    };

    it('hands over the question and the answer', async () => {
      const setting = setUp();
      const { answer, message } = await asked(setting);
      expect(message).toMatchObject(graphs);
      setting.current().say({ type: 'compared', id: message.id, comparison });
      expect(await answer).toEqual(comparison);
    });

    it('fails with the engine, and alone', async () => {
      const first = setUp();
      const { answer } = await asked(first);
      first.current().end();
      expect(await answer).toBe('engine-unavailable');

      const second = setUp();
      const { answer: refused, message } = await asked(second);
      const error = { code: 'internal', message: '', params: {} } as const;
      second.current().say({ type: 'failed', id: message.id, error });
      expect(await refused).toBe('internal');
      expect(second.processes).toHaveLength(1);
    });
  });

  it('says what it is', async () => {
    const { engine, current } = setUp();
    const info = engine.info();
    current().ready();
    expect(await info).toMatchObject({ devices: ['cpu'] });
    expect(await engine.info()).toMatchObject({ devices: ['cpu'] });
  });
});
