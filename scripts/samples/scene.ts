import type { CameraSettings } from './camera.ts';
import type { Surroundings } from './environment.ts';
import type { Shape } from './mesh.ts';
import type { Vec } from './vec.ts';

/** How the raw light becomes a picture. */
export interface Look {
  /** Factor on the light before the tone curve. */
  exposure: number;
  /** 0 leaves the tone curve straight; about 0.3 is a lively picture. */
  contrast: number;
  saturation: number;
  /** Multiplies dark and bright tones, for a cool or warm cast. */
  shadows: Vec;
  highlights: Vec;
  /** Light lost in the corners, 0..1. */
  vignette: number;
  /** Standard deviation of the film grain in 8-bit steps. */
  grain: number;
  /** Share of bright light that spreads as a glow. */
  bloom: number;
}

export const defaultLook: Look = {
  exposure: 1,
  contrast: 0.25,
  saturation: 1.08,
  shadows: [0.98, 1, 1.03],
  highlights: [1.02, 1, 0.97],
  vignette: 0.22,
  grain: 2.2,
  bloom: 0.05,
};

/** One picture. */
export interface Scene {
  width: number;
  height: number;
  /** Light paths per pixel. */
  samples: number;
  camera: CameraSettings;
  around: Surroundings;
  /** Builds everything that can be hit; takes a second or more. */
  shapes: () => Shape[];
  look: Look;
}
