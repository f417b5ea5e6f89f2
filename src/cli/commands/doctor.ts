import { tmpdir } from 'node:os';
import os from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { localEngine } from '../../core/engine/local-engine.ts';
import { prepareDestination } from '../../core/files/destination.ts';
import { loadCatalogue } from '../../core/models/catalogue.ts';
import { listModels } from '../../core/models/resolve.ts';
import { automaticModelId, selfTest } from '../../core/models/self-test.ts';
import { modelsDirectory, packageVersion } from '../../core/paths.ts';
import { OffcutError } from '../../shared/errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { DEFAULT_FOLDER } from '../flags/destination.ts';

/** One thing that was looked at. */
interface Finding {
  readonly what: string;
  readonly found: string;
  readonly ok: boolean;
}

const finding = (what: string, found: string, ok = true): Finding => ({ what, found, ok });

async function engineFindings(): Promise<readonly Finding[]> {
  const engine = localEngine();
  try {
    const { versions, devices } = await engine.info();
    const test = await selfTest(engine);
    const gain = (test.referenceMs / test.candidateMs).toFixed(1);
    const difference = (test.difference * 100).toFixed(1);
    return [
      ...Object.entries(versions).map(([name, version]) => finding(name, String(version))),
      finding('devices', devices.join(', ')),
      finding('8-bit arithmetic', `${gain} times as fast, differs by ${difference} %`),
      finding('model for auto', await automaticModelId(engine, loadCatalogue())),
    ];
  } catch (error) {
    return [finding('engine', OffcutError.from(error).message, false)];
  } finally {
    await engine.close();
  }
}

async function modelFindings(): Promise<readonly Finding[]> {
  const states = { ready: 'ready', missing: 'is prepared at its first use', damaged: 'damaged' };
  const models = await listModels();
  return models.map(({ model, state }) =>
    finding(`model ${model.id}`, states[state], state !== 'damaged'),
  );
}

async function folderFinding(what: string, folder: string): Promise<Finding> {
  try {
    return finding(what, `${await prepareDestination(folder)} (writable)`);
  } catch (error) {
    return finding(what, OffcutError.from(error).message, false);
  }
}

async function examine(): Promise<readonly Finding[]> {
  return [
    finding('offcut', packageVersion()),
    finding(
      'system',
      `${os.type()} ${os.release()} ${os.arch()}, ${os.availableParallelism()} cores, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB`,
    ),
    ...(await engineFindings()),
    ...(await modelFindings()),
    await folderFinding('models folder', modelsDirectory()),
    await folderFinding('temporary folder', tmpdir()),
    await folderFinding('current folder', process.cwd()),
    finding('cutouts go to', path.resolve(DEFAULT_FOLDER)),
  ];
}

/** `offcut doctor`: what there is, what works, and what does not. */
export function addDoctorCommand(program: Command, onExit: (code: number) => void): void {
  const doctor = program
    .command('doctor')
    .description('check versions, devices, models and folders')
    .option('--json', 'print one JSON object');
  doctor.action(async () => {
    const findings = await examine();
    if (doctor.opts<{ json?: true }>().json) {
      process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
    } else {
      const width = Math.max(...findings.map(({ what }) => what.length));
      for (const { what, found, ok } of findings) {
        process.stdout.write(`${ok ? ' ' : '!'} ${what.padEnd(width)}  ${found}\n`);
      }
    }
    onExit(findings.every(({ ok }) => ok) ? exitCodes.done : exitCodes.someFailed);
  });
}
