import { expect, it } from 'vitest';
import { refusal } from '../../../test/helpers/refusal.ts';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import type { EngineInfo } from '../engine/engine.ts';
import { chooseModel } from './choose.ts';

const newFolder = useTempFolder();
const versions = { node: '', onnxruntime: '1', sharp: '', libvips: '' };
const info: EngineInfo = { type: 'ready', protocol: 1, versions, devices: ['cpu'] };

/** An engine on a machine that is quick at 8-bit arithmetic. */
const engine = {
  info: () => Promise.resolve(info),
  compare: () => Promise.resolve({ referenceMs: 50, candidateMs: 20, difference: 0.05 }),
};

it.each([
  ['auto', 'isnet-general-int8'],
  ['isnet-general', 'isnet-general'],
  ['isnet-general-int8', 'isnet-general-int8'],
])('%s means %s on this machine', async (asked, chosen) => {
  // Without any weights, the refusal names the model that was chosen.
  const nothing = { directory: await newFolder(), packagesFrom: await newFolder() };
  const error = await refusal(() => chooseModel(asked, engine, nothing));
  expect(error).toMatchObject({ code: 'model-missing', params: { id: chosen } });
});
