import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { batchOf, queueSetting, type QueueSetting } from '../../../../test/helpers/live-queue.ts';
import { useQueueAccess } from '../../../../test/helpers/owned-queue.ts';
import { refusal } from '../../../../test/helpers/refusal.ts';
import { useTempFolder } from '../../../../test/helpers/temp.ts';
import { CONTROL_VERSION, greeting } from '../../../shared/queue-control.ts';
import { ControlClient } from './client.ts';
import { readLines, writeLine } from './lines.ts';
import { controlAddress } from './address.ts';

const tempFolder = useTempFolder();
const { ownQueue } = useQueueAccess();
let setting: QueueSetting;
let address: string;

beforeEach(async () => {
  setting = await queueSetting(await tempFolder(), ['a.jpg']);
  address = controlAddress(setting.dataFolder);
});

/** What is said on a connection, one after another. */
function conversation(socket: Socket) {
  const heard: unknown[] = [];
  const waiting: ((value: unknown) => void)[] = [];
  onTestFinished(() => {
    socket.destroy();
  });
  readLines(
    socket,
    1e6,
    (value) => {
      const next = waiting.shift();
      if (next === undefined) heard.push(value);
      else next(value);
    },
    (error) => {
      throw error;
    },
  );
  return {
    socket,
    say: (value: unknown) => {
      writeLine(socket, value);
    },
    next: () =>
      heard.length > 0
        ? Promise.resolve(heard.shift())
        : new Promise<unknown>((resolve) => waiting.push(resolve)),
  };
}

const ask = (id: number, method: string, params: unknown = {}) => ({
  type: 'request',
  id,
  method,
  params,
});

const refused = (id: number | null, code: string, reason: string) => ({
  type: 'refusal',
  id,
  error: expect.objectContaining({ code, params: { reason } }) as unknown,
});

describe('the owner', () => {
  async function attach() {
    await ownQueue(setting);
    const talk = conversation(connect(address));
    expect(await talk.next()).toEqual(greeting(process.pid));
    return talk;
  }

  it('answers by id, whatever stands between the requests', async () => {
    const talk = await attach();
    talk.say(greeting(1));
    talk.say(ask(8, 'counts'));
    talk.socket.write('nonsense\n');
    talk.say({ type: 'song', id: 9 });
    talk.say('no object');
    talk.say(ask(10, 'dance'));
    talk.say(ask(11, 'counts', { batch: -1 }));
    talk.say(ask(12, 'pause', { batch: null, all: true }));
    talk.say(ask(13, 'counts'));
    const no = 'it is no message of this protocol';
    expect(await talk.next()).toMatchObject({ type: 'answer', id: 8 });
    expect(await talk.next()).toEqual(refused(null, 'control-invalid', 'a line that is not JSON'));
    expect(await talk.next()).toEqual(refused(9, 'control-invalid', no));
    expect(await talk.next()).toEqual(refused(null, 'control-invalid', no));
    expect(await talk.next()).toEqual(refused(10, 'control-invalid', no));
    for (const [id, words] of [
      [11, 'counts: batch'],
      [12, 'pause: '],
    ] as const) {
      expect(await talk.next()).toMatchObject({
        id,
        error: {
          code: 'control-invalid',
          params: { reason: expect.stringContaining(words) as string },
        },
      });
    }
    expect(await talk.next()).toMatchObject({ type: 'answer', id: 13 });
  });

  it('does nothing for one who has not greeted', async () => {
    const talk = await attach();
    talk.say(ask(1, 'add', { batch: batchOf(setting, ['a.jpg']) }));
    expect(await talk.next()).toEqual(
      refused(1, 'control-invalid', 'a request before the greeting'),
    );
    talk.say(greeting(1));
    talk.say(ask(2, 'batches'));
    expect(await talk.next()).toEqual({ type: 'answer', id: 2, result: { batches: [] } });
  });

  it('turns away another version, and says so', async () => {
    const talk = await attach();
    talk.say({ ...greeting(1), version: CONTROL_VERSION + 1 });
    expect(await talk.next()).toMatchObject({
      type: 'refusal',
      id: null,
      error: {
        code: 'control-version',
        params: { theirs: CONTROL_VERSION, ours: CONTROL_VERSION + 1 },
      },
    });
    await once(talk.socket, 'close');
  });

  it('goes on when one who is attached dies', async () => {
    const talk = await attach();
    talk.say(greeting(1));
    talk.say(ask(1, 'subscribe'));
    expect(await talk.next()).toMatchObject({ id: 1 });
    talk.socket.destroy();
    const other = conversation(connect(address));
    expect(await other.next()).toEqual(greeting(process.pid));
    other.say(greeting(1));
    other.say(ask(1, 'add', { batch: batchOf(setting, ['a.jpg']) }));
    expect(await other.next()).toEqual({ type: 'answer', id: 1, result: { batch: 1, jobs: [1] } });
  });
});

describe('one who attaches to something else', () => {
  /** Something that listens where an owner would. */
  async function listen(onConnection: (talk: ReturnType<typeof conversation>) => void) {
    const place = process.platform === 'win32' ? address : path.join(setting.folder, 'else.sock');
    const server: Server = createServer((socket) => {
      socket.on('error', () => undefined);
      onConnection(conversation(socket));
    });
    server.listen(place);
    await once(server, 'listening');
    onTestFinished(() => {
      server.close();
    });
    return place;
  }

  const codeOf = async (work: () => Promise<unknown>) => (await refusal(work)).code;

  it('refuses another version', async () => {
    const place = await listen(({ say }) => {
      say({ ...greeting(1), version: CONTROL_VERSION + 1 });
    });
    expect(await codeOf(() => ControlClient.connect(place))).toBe('control-version');
  });

  it('refuses what is no owner', async () => {
    const place = await listen(({ socket }) => {
      socket.write('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    expect(await codeOf(() => ControlClient.connect(place))).toBe('control-invalid');
  });

  it('says that an owner which hangs up is gone', async () => {
    const place = await listen(({ socket }) => socket.destroy());
    expect(await codeOf(() => ControlClient.connect(place))).toBe('queue-owner-gone');
  });

  it('refuses an answer that makes no sense', async () => {
    const place = await listen(({ say, next }) => {
      say(greeting(1));
      void (async () => {
        await next();
        await next();
        say({ type: 'answer', id: 0, result: { batches: 'many' } });
        say({ type: 'answer', id: 99, result: {} });
        await next();
        say({ type: 'answer', id: 1, result: { batches: [] } });
      })();
    });
    const client = await ControlClient.connect(place);
    onTestFinished(() => {
      client.close();
    });
    expect(await codeOf(() => client.ask('batches', {}))).toBe('control-invalid');
    expect(await client.ask('batches', {})).toEqual({ batches: [] });
  });
});
