import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Comparison } from '../../shared/engine-protocol.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { EngineInfo } from '../engine/engine.ts';
import { loadCatalogue } from './catalogue.ts';
import { automaticModelId, isWorthIt, selfTest } from './self-test.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'offcut-test-'));
});
afterEach(() => rm(directory, { recursive: true }));

const good: Comparison = { referenceMs: 50, candidateMs: 20, difference: 0.07 };

/** An engine that answers every comparison the same, and counts them. */
function engineSaying(comparison: Comparison | Error, onnxruntime = '1.30.0') {
  const versions = { node: '', onnxruntime, sharp: '', libvips: '' };
  const info: EngineInfo = { type: 'ready', protocol: 1, versions, devices: ['cpu'] };
  const asked: string[] = [];
  return {
    asked,
    info: () => Promise.resolve(info),
    compare: ({ reference, candidate }: { reference: string; candidate: string }) => {
      expect(existsSync(reference) && existsSync(candidate)).toBe(true);
      asked.push(reference);
      return comparison instanceof Error ? Promise.reject(comparison) : Promise.resolve(comparison);
    },
  };
}

describe('the self-test', () => {
  it('asks the engine once and remembers what it said', async () => {
    const engine = engineSaying(good);
    expect(await selfTest(engine, directory)).toMatchObject(good);
    expect(await selfTest(engine, directory)).toMatchObject(good);
    expect(engine.asked).toHaveLength(1);
    expect(await readdir(directory)).toEqual(['.self-test.json']);
    expect(existsSync(engine.asked[0] ?? '')).toBe(false);
  });

  it('asks again when onnxruntime is another', async () => {
    await selfTest(engineSaying(good), directory);
    const other = engineSaying({ ...good, candidateMs: 60 }, '1.31.0');
    expect(await selfTest(other, directory)).toMatchObject({ candidateMs: 60 });
  });
});

describe('the model that auto means', () => {
  const catalogue = loadCatalogue();

  it.each([
    ['quick and close', good, 'isnet-general-int8'],
    ['too slow', { ...good, candidateMs: 45 }, 'isnet-general'],
    ['too far off', { ...good, difference: 0.4 }, 'isnet-general'],
    ['not a number', { ...good, difference: NaN }, 'isnet-general'],
  ])('8 bits that are %s', async (_, comparison, id) => {
    expect(await automaticModelId(engineSaying(comparison), catalogue, directory)).toBe(id);
    expect(isWorthIt(comparison)).toBe(id !== 'isnet-general');
  });

  it('is the default when the engine cannot compare, or there is no twin', async () => {
    const broken = engineSaying(new OffcutError('engine-unavailable', { reason: 'x' }));
    expect(await automaticModelId(broken, catalogue, directory)).toBe('isnet-general');
    const alone = { ...catalogue, models: catalogue.models.slice(0, 1) };
    expect(await automaticModelId(engineSaying(good), alone, directory)).toBe('isnet-general');
  });
});
