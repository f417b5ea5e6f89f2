import { buildBvh } from './bvh.ts';
import { Camera } from './camera.ts';
import { Environment } from './environment.ts';
import { CHANNELS, type Film } from './film.ts';
import { flatten } from './geometry.ts';
import { Integrator } from './integrator.ts';
import { Tracer } from './intersect.ts';
import { hash32, PathSampler } from './random.ts';
import type { Scene } from './scene.ts';
import { f64 } from './typed.ts';
import { luminance, type Vec } from './vec.ts';

// After these many samples a pixel that saw nothing but the smooth backdrop is done.
const TRIAL = 4;
const EDGE_SAMPLES = 128;

/** A scene ready to be traced. */
export class SceneTracer {
  readonly #camera: Camera;
  readonly #sum = new Float64Array(CHANNELS);
  readonly #sampler = new PathSampler();
  readonly #integrator: Integrator;

  constructor(scene: Scene) {
    this.#camera = new Camera(scene.camera);
    const geometry = flatten(scene.shapes());
    this.#integrator = new Integrator(
      geometry,
      new Tracer(geometry, buildBvh(geometry)),
      new Environment(scene.around, this.#camera),
      this.#sampler,
    );
  }

  /** Start and direction of a camera ray, and the direction without the lens. */
  #ray(film: Film, x: number, y: number): [Vec, Vec, Vec] {
    const s = this.#sampler;
    const px = (x + s.next() - film.width / 2) / film.height;
    const py = (film.height / 2 - y - s.next()) / film.height;
    return [...this.#camera.ray(px, py, s.next(), s.next()), this.#camera.direction(px, py)];
  }

  /** Traces the light of row `y`. */
  colourRow(film: Film, y: number, samples: number): void {
    for (let x = 0; x < film.width; x++) this.#colour(film, x, y, samples);
  }

  #colour(film: Film, x: number, y: number, samples: number): void {
    const sum = this.#sum.fill(0);
    this.#sampler.startPixel(hash32(y * 65537 + x));
    let squaresD = 0;
    let squaresS = 0;
    let n = 0;
    while (n < samples) {
      this.#sampler.startSample(n);
      const s = this.#integrator.sample(...this.#ray(film, x, y));
      for (let k = 0; k < 3; k++) {
        const c = k as 0 | 1 | 2;
        sum[k] = f64(sum, k) + s.diffuse[c];
        sum[3 + k] = f64(sum, 3 + k) + s.specular[c];
        sum[6 + k] = f64(sum, 6 + k) + s.albedo[c];
        sum[9 + k] = f64(sum, 9 + k) + s.normal[c];
        sum[16 + k] = f64(sum, 16 + k) + s.diffuse[c] * s.albedo[c] + s.specular[c];
      }
      sum[12] = f64(sum, 12) + s.depth;
      sum[13] = f64(sum, 13) + (s.subject ? 1 : 0);
      squaresD += luminance(s.diffuse) ** 2;
      squaresS += luminance(s.specular) ** 2;
      n++;
      if (n === TRIAL && f64(sum, 12) > 999.9 * TRIAL) break;
    }
    for (let k = 0; k < CHANNELS; k++) sum[k] = f64(sum, k) / n;
    const spread = (squares: number, at: number): number => {
      const mean = luminance([f64(sum, at), f64(sum, at + 1), f64(sum, at + 2)]);
      return Math.max(0, squares / n - mean * mean) / n;
    };
    sum[14] = spread(squaresD, 0);
    sum[15] = spread(squaresS, 3);
    film.data.set(sum, (y * film.width + x) * CHANNELS);
  }

  /** Looks closer at the marked pixels of row `y` (see `markEdges`). */
  edgeRow(film: Film, y: number, samples: number): void {
    for (let x = 0; x < film.width; x++) {
      const i = y * film.width + x;
      const mark = film.edges[i] ?? 0;
      if (mark === 0) continue;
      if (mark === 2) this.#colour(film, x, y, samples * 4);
      this.#sampler.startPixel(hash32(y * 65537 + x + 0x5bd1e995));
      let covered = 0;
      for (let n = 0; n < EDGE_SAMPLES; n++) {
        this.#sampler.startSample(n);
        const [o, d] = this.#ray(film, x, y);
        if (this.#integrator.covers(o, d)) covered++;
      }
      film.data[i * CHANNELS + 13] = covered / EDGE_SAMPLES;
    }
  }
}
