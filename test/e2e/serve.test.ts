import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { enginesOf, runCli, startCli, type RunningCli } from '../helpers/cli.ts';
import { eventually } from '../helpers/eventually.ts';
import { smallMug } from '../helpers/mug.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { form, look, post, take } from '../providers/servers/requests-in-tests.ts';

/** The engine has to start, and the server hears no more than a client's requests a minute. */
const forAnEngine = { timeout: 120_000, interval: 200 };

const newFolder = useTempFolder();
const running: RunningCli[] = [];
afterEach(async () => {
  for (const { child, result } of running.splice(0)) {
    child.kill('SIGKILL');
    await result.catch(() => undefined);
  }
});

const dataOf = (cwd: string) => ({ OFFCUT_DATA: path.join(cwd, 'data') });

const offcut = (cwd: string, args: readonly string[]) => runCli(args, { cwd, env: dataOf(cwd) });

interface Line {
  readonly status: string;
  readonly url?: string;
  readonly key?: string;
}

const linesIn = (text: string): readonly Line[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Line);

/** A server that listens, and the key that it showed if it was the first. */
async function serve(cwd: string, args: readonly string[] = []) {
  let said = '';
  const cli = startCli(['serve', '--port', '0', '--json', ...args], {
    cwd,
    env: dataOf(cwd),
    onStdout: (soFar) => {
      said = soFar;
    },
  });
  running.push(cli);
  await cli.said('"status":"listening"');
  const lines = linesIn(said);
  const url = lines.find(({ status }) => status === 'listening')?.url ?? '';
  const key = lines.find(({ status }) => status === 'first-key')?.key;
  return { ...cli, url, key, lines: () => linesIn(said) };
}

const cut = async (url: string, key: string, address = '/v1/jobs', field = 'image') =>
  post(`${url}${address}`, { 'x-api-key': key }, form({ [field]: await smallMug() }));

const stateOf = async (url: string, key: string, id: string) =>
  (
    (await take(`${url}/v1/jobs/${id}`, { headers: { 'x-api-key': key } })).json() as {
      state: string;
    }
  ).state;

describe('offcut serve', () => {
  it('shows a first key once, and cuts as the command line does', async () => {
    const cwd = await newFolder();
    const first = await serve(cwd);
    expect(first.key).toMatch(/^offcut_[\w-]{43}$/);
    const key = first.key ?? '';
    const answer = await cut(first.url, key, '/v1/cutouts');
    expect(answer.status).toBe(200);
    await writeFile(path.join(cwd, 'mug.jpg'), await smallMug());
    expect((await offcut(cwd, ['cut', 'mug.jpg', '-o', 'out.png'])).code).toBe(0);
    expect(answer.bytes.equals(await readFile(path.join(cwd, 'out.png')))).toBe(true);

    const other = await cut(
      first.url,
      `live_${key}`,
      '/clipdrop/remove-background/v1',
      'image_file',
    );
    expect(await look(other.bytes)).toMatchObject({ format: 'png', corner: 0 });
    expect(first.lines().filter(({ status }) => status === 'answered')).toMatchObject([
      { method: 'POST', path: '/v1/cutouts', code: 200 },
      { path: '/clipdrop/remove-background/v1', code: 200 },
    ]);
    first.child.kill('SIGTERM');
    expect((await first.result).code).toBe(0);

    const second = await serve(cwd);
    expect(second.key).toBeUndefined();
    expect((await take(`${second.url}/v1/me`, { headers: { 'x-api-key': key } })).status).toBe(200);
    // The key is in none of its files, and no uploads are left.
    const data = path.join(cwd, 'data');
    for (const name of await readdir(data, { recursive: true })) {
      const content = await readFile(path.join(data, name)).catch(() => Buffer.alloc(0));
      expect([name, content.includes(key)]).toEqual([name, false]);
    }
    expect(await readdir(path.join(data, 'api', 'uploads'))).toEqual([]);
    expect(await readdir(path.join(data, 'api', 'results'))).toEqual([]);
  });

  it('has keys made, listed and revoked while it serves', async () => {
    const cwd = await newFolder();
    const { url } = await serve(cwd);
    const flags = ['--scope', 'read', '--per-minute', '3', '--quota', '7', '--json'];
    const made = await offcut(cwd, ['serve', 'keys', 'add', 'shop', ...flags]);
    const { id, key } = JSON.parse(made.stdout.toString()) as { id: string; key: string };
    const account = () => take(`${url}/v1/me`, { headers: { 'x-api-key': key } });
    expect((await account()).json()).toEqual({
      name: 'shop',
      scope: 'read',
      requests_per_minute: 3,
      credits: { quota: 7, used: 0, remaining: 7 },
    });
    const list = (await offcut(cwd, ['serve', 'keys'])).stdout.toString();
    expect(list).toContain(`...${key.slice(-4)}  read  3/min  0 of 7 credits used  shop`);
    expect(list).not.toContain(key);
    expect((await offcut(cwd, ['serve', 'keys', 'revoke', id])).code).toBe(0);
    expect((await account()).status).toBe(401);
    expect((await offcut(cwd, ['serve', 'keys'])).stdout.toString()).toContain('revoked');
    const unknown = await offcut(cwd, ['serve', 'keys', 'revoke', 'nobody']);
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      'error: There is no API key nobody. [api-key-unknown]\n',
    ]);
    const secret = async (...args: string[]) =>
      (await offcut(cwd, ['serve', 'webhook-secret', ...args])).stdout.toString();
    const before = await secret();
    expect(before).toMatch(/^whsec_[\w+/=]{44}\n$/);
    expect(await secret()).toBe(before);
    expect(await secret('--renew')).not.toBe(before);
  });

  it('does all that it accepted, whenever it is killed', async () => {
    const cwd = await newFolder();
    const first = await serve(cwd);
    const key = first.key ?? '';
    const ids: string[] = [];
    let server = first;
    for (const wait of [0, 700, 1_500]) {
      for (let i = 0; i < 2; i++) {
        const answer = await cut(server.url, key);
        expect(answer.status).toBe(202);
        ids.push((answer.json() as { id: string }).id);
      }
      await sleep(wait);
      const engines = await enginesOf(server.child.pid ?? 0);
      server.child.kill('SIGKILL');
      await server.result.catch(() => undefined);
      for (const pid of engines) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It ended with its server.
        }
      }
      server = await serve(cwd);
    }
    for (const id of ids) {
      await eventually(async () => {
        expect(await stateOf(server.url, key, id)).toBe('done');
      }, forAnEngine);
      const result = await take(`${server.url}/v1/jobs/${id}/result`, {
        headers: { 'x-api-key': key },
      });
      expect(await look(result.bytes)).toMatchObject({ format: 'png', corner: 0 });
    }
    await eventually(async () => {
      expect(await readdir(path.join(cwd, 'data/api/results'))).toHaveLength(ids.length);
      expect(await readdir(path.join(cwd, 'data/api/uploads'))).toEqual([]);
    });
    // Counted once each, however often they were begun.
    const { json } = await take(`${server.url}/v1/me`, { headers: { 'x-api-key': key } });
    expect(json()).toMatchObject({ credits: { used: ids.length } });
  });

  it('ends when it is told to: what is waited for is answered, what was accepted is kept', async () => {
    const cwd = await newFolder();
    const first = await serve(cwd, ['--grace', '60']);
    const key = first.key ?? '';
    const jobs = await Promise.all([1, 2, 3].map(() => cut(first.url, key)));
    const waiting = cut(first.url, key, '/v1/cutouts');
    await eventually(async () => {
      const figures = await take(`${first.url}/v1/metrics`, { headers: { 'x-api-key': key } });
      expect(figures.bytes.toString()).toContain('offcut_waiting 1');
    });
    first.child.kill('SIGTERM');
    expect((await waiting).status).toBe(200);
    expect((await first.result).code).toBe(0);
    const second = await serve(cwd);
    for (const { json } of jobs) {
      const { id } = json() as { id: string };
      await eventually(async () => {
        expect(await stateOf(second.url, key, id)).toBe('done');
      }, forAnEngine);
    }
  });

  it('works beside the owner of the queue, and in its place when that ends', async () => {
    const cwd = await newFolder();
    const owner = startCli(['batch', 'run', '--keep'], { cwd, env: dataOf(cwd) });
    running.push(owner);
    await owner.said('Working on whatever is added');
    const server = await serve(cwd);
    const key = server.key ?? '';
    expect((await cut(server.url, key, '/v1/cutouts')).status).toBe(200);
    const { id } = (await cut(server.url, key)).json() as { id: string };
    owner.child.kill('SIGKILL');
    await owner.result.catch(() => undefined);
    await eventually(async () => {
      expect(await stateOf(server.url, key, id)).toBe('done');
    }, forAnEngine);
    expect((await cut(server.url, key, '/v1/cutouts')).status).toBe(200);
  });

  it('watches a hot folder beside it', async () => {
    const cwd = await newFolder();
    await mkdir(path.join(cwd, 'in'));
    const server = await serve(cwd, ['--hot-folder', 'in', '--out', 'out', '--preset', 'white']);
    await writeFile(path.join(cwd, 'in', 'mug.jpg'), await smallMug());
    await eventually(async () => {
      expect(await readdir(path.join(cwd, 'out'))).toEqual(['mug.png']);
    }, forAnEngine);
    expect(await look(await readFile(path.join(cwd, 'out', 'mug.png')))).toMatchObject({
      corner: 255,
    });
    const health = await take(`${server.url}/v1/health`);
    expect(health.json()).toMatchObject({ status: 'ok' });
    server.child.kill('SIGTERM');
    await server.result;
    // It is kept, and watched again without its name.
    const again = await serve(cwd, ['--hot-folder']);
    await writeFile(path.join(cwd, 'in', 'second.jpg'), await smallMug());
    await eventually(async () => {
      expect(await readdir(path.join(cwd, 'out'))).toEqual(['mug.png', 'second.png']);
    }, forAnEngine);
    again.child.kill('SIGTERM');
    expect((await again.result).code).toBe(0);
  });

  it.each([
    [['--tls-cert', 'cert.pem'], '--tls-cert and --tls-key go together'],
    [['--host', '0.0.0.0'], 'others could reach it; allow that with --allow-remote'],
    [['--host', '0.0.0.0', '--allow-remote'], 'give --tls-cert and --tls-key'],
    [['--tls-cert', 'no.pem', '--tls-key', 'no.pem'], 'cannot be used (ENOENT)'],
    [['--out', 'out'], 'name it with --hot-folder'],
    [['--hot-folder', 'nowhere', '--out', 'out'], 'nowhere'],
    [['--wait', '0'], 'whole number from 1 to 3600'],
    [['--port', '70000'], 'whole number from 0 to 65535'],
  ])('refuses %j', async (flags, words) => {
    const cwd = await newFolder();
    const { code, stderr } = await offcut(cwd, ['serve', '--port', '0', ...flags]);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });

  it('says which port is taken', async () => {
    const cwd = await newFolder();
    const { url } = await serve(cwd);
    const { port } = new URL(url);
    const other = await newFolder();
    const { code, stderr } = await offcut(other, ['serve', '--port', port]);
    expect(stderr).toContain(`Another program listens on port ${port}.`);
    expect(code).toBe(1);
  });
});
