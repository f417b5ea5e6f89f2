import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../helpers/cli.ts';
import { useTempFolder } from '../helpers/temp.ts';
import { startPoof } from '../providers/servers/poof.ts';
import { useClosing } from '../providers/servers/requests-in-tests.ts';

const closing = useClosing();
const newFolder = useTempFolder();

const key = 'pk_0123456789abcdef';

describe('offcut providers', () => {
  it('lists them, and of a key no more than its end and where it is from', async () => {
    const cwd = await newFolder();
    const file = path.join(cwd, 'my-keys');
    await writeFile(file, `clipdrop = ${key}\n`, { mode: 0o600 });
    const env = { OFFCUT_DATA: cwd, OFFCUT_KEYS: file, OFFCUT_POOF_KEY: `${key}WXYZ` };
    const shown = await runCli(['providers'], { cwd, env });
    expect(shown.code).toBe(0);
    const text = shown.stdout.toString();
    expect(text).toContain('poof  Poof  key ...WXYZ from OFFCUT_POOF_KEY');
    expect(text).toContain(`clipdrop  Clipdrop  key ...cdef from ${file}`);
    expect(text).toContain('tengr  Tengr.ai  no key\n  takes public web addresses only');
    const json = await runCli(['providers', '--json'], { cwd, env });
    expect(jsonLines(json)).toContainEqual({
      ...{ id: 'poof', name: 'Poof', input: 'file', enabled: true, credits: 1 },
      baseUrl: 'https://api.poof.bg/v1',
      key: { lastFour: 'WXYZ', from: 'OFFCUT_POOF_KEY' },
    });
    for (const output of [text, json.stdout.toString(), shown.stderr]) {
      expect(output).not.toContain(key);
    }
  });

  it('asks whether a key is good, and says so by its exit code', async () => {
    const cwd = await newFolder();
    const server = await closing(startPoof({ key, credits: 7 }));
    const test = (id: string, env: Record<string, string>, ...more: readonly string[]) =>
      runCli(['providers', ...more, 'test', id, '--base-url', server.baseUrl], {
        cwd,
        env: { OFFCUT_DATA: cwd, ...env },
      });
    const good = await test('poof', { OFFCUT_POOF_KEY: key });
    expect([good.code, good.stdout.toString()]).toEqual([0, 'Poof takes the key. 7 left.\n']);
    expect(jsonLines(await test('poof', { OFFCUT_POOF_KEY: key }, '--json'))).toEqual([
      { id: 'poof', ok: true, remaining: 7 },
    ]);
    const byVariable = await runCli(['providers', 'test', 'poof'], {
      cwd,
      env: { OFFCUT_DATA: cwd, OFFCUT_POOF_KEY: key, OFFCUT_POOF_URL: server.baseUrl },
    });
    expect([byVariable.code, byVariable.stdout.toString()]).toEqual([
      0,
      'Poof takes the key. 7 left.\n',
    ]);
    const wrong = await test('poof', { OFFCUT_POOF_KEY: `${key}-wrong` });
    expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('[provider-auth]')]);
    expect(wrong.stderr).not.toContain(key);
    expect(server.violations).toEqual([]);
    expect(server.credits).toBe(7);

    const none = await test('poof', {});
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('OFFCUT_POOF_KEY')]);
    const nobody = await test('nobody', {});
    expect([nobody.code, nobody.stderr]).toEqual([2, expect.stringContaining('poof')]);
    const noAddress = await runCli(['providers', 'test', 'tengr'], {
      cwd,
      env: { OFFCUT_DATA: cwd, OFFCUT_TENGR_KEY: key },
    });
    expect([noAddress.code, noAddress.stderr]).toEqual([
      2,
      expect.stringContaining('[provider-no-address]'),
    ]);
  });

  it.skipIf(process.platform === 'win32')('refuses keys that others can read', async () => {
    const cwd = await newFolder();
    const file = path.join(cwd, 'keys');
    await writeFile(file, `poof = ${key}\n`);
    await chmod(file, 0o644);
    const { code, stderr } = await runCli(['providers'], { cwd, env: { OFFCUT_DATA: cwd } });
    expect([code, stderr]).toEqual([2, expect.stringContaining('[keys-exposed]')]);
  });
});
