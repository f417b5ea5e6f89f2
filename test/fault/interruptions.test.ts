import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineEnds, enginesOf, filesBelow, jsonLines, runCli } from '../helpers/cli.ts';
import { smallMug } from '../helpers/mug.ts';
import { useTempFolder } from '../helpers/temp.ts';

const newFolder = useTempFolder();

/** A folder `in` with so many pictures. */
async function folderOf(count: number): Promise<string> {
  const cwd = await newFolder();
  await mkdir(path.join(cwd, 'in'));
  const first = path.join(cwd, 'in', 'mug-0.jpg');
  await writeFile(first, await smallMug());
  for (let i = 1; i < count; i++) await copyFile(first, path.join(cwd, 'in', `mug-${i}.jpg`));
  return cwd;
}

/** The process ids of engines are read from /proc. */
describe.runIf(process.platform === 'linux')('interruptions', () => {
  it('ends with every picture done although the engine is killed in the middle', async () => {
    const cwd = await folderOf(6);
    const killed: number[] = [];
    const result = await runCli(['cut', 'in', '-o', 'out', '--json'], {
      cwd,
      onStdout: (soFar, child) => {
        if (killed.length > 0 || !soFar.includes('\n')) return;
        killed.push(0);
        void enginesOf(child.pid ?? 0).then((pids) => {
          for (const pid of pids) {
            process.kill(pid, 'SIGKILL');
            killed.push(pid);
          }
        });
      },
    });
    expect(killed.length).toBe(2);
    expect(jsonLines(result).map(({ status }) => status)).toEqual(Array(6).fill('done'));
    expect(engineEnds(result)).toEqual(['ended by SIGKILL']);
    expect(result.code).toBe(0);
    expect(await filesBelow(path.join(cwd, 'out'))).toEqual(
      Array.from({ length: 6 }, (_, i) => `mug-${i}.png`),
    );
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops on %s: finished cutouts stay, no temp file and no engine is left',
    async (signal) => {
      const cwd = await folderOf(8);
      let engines: readonly number[] = [];
      const result = await runCli(['cut', 'in', '-o', 'out', '--json'], {
        cwd,
        onStdout: (soFar, child) => {
          if (engines.length > 0 || !soFar.includes('\n')) return;
          engines = [-1];
          void enginesOf(child.pid ?? 0).then((pids) => {
            engines = pids;
            child.kill(signal);
          });
        },
      });
      expect(result.code).toBe(130);
      const done = jsonLines(result);
      expect(done.length).toBeGreaterThanOrEqual(1);
      expect(done.length).toBeLessThan(8);
      expect(await filesBelow(path.join(cwd, 'out'))).toEqual(
        done.map(({ output = '' }) => path.basename(output)).sort(),
      );
      expect(engines.length).toBe(1);
      for (const pid of engines) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    },
  );
});
