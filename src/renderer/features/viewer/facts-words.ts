import { stages, type CutoutFacts, type Device } from '../../../shared/cutout.ts';

/** What devices call themselves, in every language. */
export const deviceNames: Readonly<Record<Device, string>> = {
  cpu: 'CPU',
  webgpu: 'WebGPU',
  directml: 'DirectML',
  coreml: 'Core ML',
  cuda: 'CUDA',
};

/** ms of work; what was waited is not counted. */
export const workTime = ({ times }: CutoutFacts): number =>
  stages.reduce((sum, stage) => sum + times[stage], 0);
