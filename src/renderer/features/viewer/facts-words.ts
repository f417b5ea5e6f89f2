import { stages, type CutoutFacts, type Device } from '../../../shared/cutout.ts';

/** What devices call themselves, in every language. */
export const deviceNames: Readonly<Record<Device, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  directml: 'DirectML',
  coreml: 'Core ML',
  cuda: 'CUDA',
};

/** ms of work, a provider's with it; what was waited for a turn is not counted. */
export const workTime = ({ times, provider }: CutoutFacts): number =>
  stages.reduce((sum, stage) => sum + times[stage], provider?.ms ?? 0);

/** Whether a model or a provider had to find the subject, so that there is a confidence. */
export const wasFound = ({ model, provider }: CutoutFacts): boolean =>
  model !== null || provider !== null;
