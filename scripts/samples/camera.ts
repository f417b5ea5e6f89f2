import { add, along, cross, dot, normalize, scale, sub, type Vec } from './vec.ts';

/** Where the camera stands and how it is set. Lengths are in scene units. */
export interface CameraSettings {
  from: Vec;
  to: Vec;
  /** Vertical field of view in degrees. */
  fov: number;
  /** Radius of the lens opening; 0 keeps everything sharp. */
  aperture: number;
  /** Distance of the plane in focus, along the view axis. */
  focus: number;
}

/** A thin-lens camera. */
export class Camera {
  readonly from: Vec;
  readonly forward: Vec;
  readonly right: Vec;
  readonly up: Vec;
  readonly #tan: number;
  readonly #settings: CameraSettings;

  constructor(settings: CameraSettings) {
    this.#settings = settings;
    this.from = settings.from;
    this.forward = normalize(sub(settings.to, settings.from));
    this.right = normalize(cross(this.forward, [0, 1, 0]));
    this.up = cross(this.right, this.forward);
    this.#tan = 2 * Math.tan((settings.fov * Math.PI) / 360);
  }

  /** Unit direction through the frame at (x, y), in picture heights from its centre, y upwards. */
  direction(x: number, y: number): Vec {
    return normalize(
      add(this.forward, add(scale(this.right, x * this.#tan), scale(this.up, y * this.#tan))),
    );
  }

  /** Where in the frame a direction points to (see `direction`), or undefined behind the camera. */
  project(d: Vec): readonly [number, number] | undefined {
    const z = dot(d, this.forward);
    if (z < 0.05) return undefined;
    return [dot(d, this.right) / z / this.#tan, dot(d, this.up) / z / this.#tan];
  }

  /** Start and unit direction of the ray through (x, y) and the lens point that u, v pick. */
  ray(x: number, y: number, u: number, v: number): [Vec, Vec] {
    const d = this.direction(x, y);
    const { aperture, focus } = this.#settings;
    if (aperture === 0) return [this.from, d];
    const r = aperture * Math.sqrt(u);
    const a = 2 * Math.PI * v;
    const lens = along(along(this.from, this.right, r * Math.cos(a)), this.up, r * Math.sin(a));
    const target = along(this.from, d, focus / dot(d, this.forward));
    return [lens, normalize(sub(target, lens))];
  }
}
