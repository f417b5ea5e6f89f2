import {
  baseColour,
  dielectricFresnel,
  evaluate,
  refract,
  sampleLobe,
  specularShare,
  type Lobe,
} from './bsdf.ts';
import type { Environment } from './environment.ts';
import type { Geometry } from './geometry.ts';
import { resolve, type Hit } from './hit.ts';
import type { Tracer } from './intersect.ts';
import type { Glass } from './material.ts';
import type { PathSampler } from './random.ts';
import { i32 } from './typed.ts';
import { add, along, dot, luminance, mul, scale, type Vec } from './vec.ts';

const MAX_BOUNCES = 5;
const MAX_STEPS = 24;
// Rare very bright paths would show as specks that no sensible number of samples averages out.
const BRIGHTEST = 12;
const BLACK: Vec = [0, 0, 0];

/** What one camera ray brought back. The pixel's light is `diffuse * albedo + specular`. */
export interface Sample {
  diffuse: Vec;
  specular: Vec;
  albedo: Vec;
  normal: Vec;
  /** Distance to the first surface; 1000 where the ray met none. */
  depth: number;
  subject: boolean;
}

/** Follows light paths backwards from the camera, with next-event estimation at every bounce. */
export class Integrator {
  readonly #geometry: Geometry;
  readonly #tracer: Tracer;
  readonly #environment: Environment;
  readonly #sampler: PathSampler;

  constructor(geometry: Geometry, tracer: Tracer, environment: Environment, sampler: PathSampler) {
    this.#geometry = geometry;
    this.#tracer = tracer;
    this.#environment = environment;
    this.#sampler = sampler;
  }

  /** Whether the first thing along the ray belongs to the subject. */
  covers(o: Vec, d: Vec): boolean {
    return this.#tracer.trace(o, d, 1e30) && this.#geometry.subject[this.#tracer.prim] === 1;
  }

  /**
   * Traces one path from the camera ray `o`, `d`. The backdrop is drawn out of focus already, so
   * where nothing is hit it is looked up in direction `straight`, through the lens's centre.
   */
  sample(o: Vec, d: Vec, straight: Vec): Sample {
    const result: Sample = {
      diffuse: BLACK,
      specular: BLACK,
      albedo: [1, 1, 1],
      normal: BLACK,
      depth: 1000,
      subject: false,
    };
    let lobe: Lobe = 'specular';
    let throughput: Vec = [1, 1, 1];
    let pdf = 0;
    let bounces = 0;
    let absorb: Vec = BLACK;
    const gather = (light: Vec): void => {
      let c = mul(throughput, light);
      const l = luminance(c);
      if (bounces > 0 && l > BRIGHTEST) c = scale(c, BRIGHTEST / l);
      if (lobe === 'diffuse') result.diffuse = add(result.diffuse, c);
      else result.specular = add(result.specular, c);
    };
    for (let step = 0; step < MAX_STEPS; step++) {
      if (!this.#tracer.trace(o, d, 1e30)) {
        if (step === 0) {
          result.diffuse = [1, 1, 1];
          result.albedo = this.#environment.seen(straight);
          return result;
        }
        const share = pdf === 0 ? 1 : pdf / (pdf + this.#environment.pdf(d));
        gather(scale(this.#environment.light(d), share));
        return result;
      }
      const t = this.#tracer.t;
      if (step === 0) result.subject = this.#geometry.subject[this.#tracer.prim] === 1;
      const hit = resolve(this.#geometry, this.#tracer, o, d, bounces === 0);
      if (step === 0) {
        result.depth = t;
        result.normal = hit.normal;
      }
      if (absorb !== BLACK) {
        const left = (a: number): number => Math.exp(-a * t);
        throughput = mul(throughput, [left(absorb[0]), left(absorb[1]), left(absorb[2])]);
      }
      const s = hit.surface;
      if (s.kind === 'glass') {
        if (bounces > 0) {
          // Next-event estimation already let light straight through; do the same here.
          throughput = mul(throughput, shadowTint(s, hit, d));
          o = along(hit.p, d, hit.step);
          continue;
        }
        const eta = hit.outside ? s.inside / s.outside : s.outside / s.inside;
        const cos = -dot(hit.normal, d);
        const bent = refract(d, hit.normal, eta);
        const fresnel = bent === undefined ? 1 : dielectricFresnel(cos, eta);
        // A window mirrored in glass is bright but rarely met: look there more often than it weighs.
        const chance = step === 0 ? 0.25 + 0.75 * fresnel : fresnel;
        const mirror = bent === undefined || this.#sampler.next() < chance;
        const weight = mirror ? fresnel / chance : (1 - fresnel) / (1 - chance);
        throughput = scale(throughput, weight);
        if (mirror) {
          d = along(d, hit.normal, 2 * cos);
          o = along(hit.p, hit.flat, hit.step);
        } else {
          d = bent;
          o = along(hit.p, hit.flat, -hit.step);
          absorb = hit.outside ? s.absorbInside : s.absorbOutside;
        }
        continue;
      }
      const specular = specularShare(s, hit, d);
      const base = baseColour(s);
      // Light through glass keeps its base colour in the one buffer that has no albedo.
      const split = step === 0;
      if (split) result.albedo = base;
      // Light straight from the surroundings, for both lobes.
      const l = this.#environment.sample(this.#sampler.next(), this.#sampler.next());
      const lightPdf = this.#environment.pdf(l);
      const diffuseTo = evaluate(s, 'diffuse', hit, d, l);
      const specularTo = evaluate(s, 'specular', hit, d, l);
      const before = throughput;
      if (diffuseTo.pdf > 0 || specularTo.pdf > 0) {
        const light = this.#unblocked(hit, l);
        if (light !== BLACK) {
          const lit = mul(light, this.#environment.light(l));
          const path: Lobe = lobe;
          const pick = (name: Lobe, f: Vec, p: number): void => {
            if (p <= 0) return;
            if (split) lobe = name;
            throughput = mul(before, name === 'diffuse' && !split ? mul(f, base) : f);
            gather(scale(lit, 1 / (lightPdf + p)));
          };
          pick('diffuse', diffuseTo.weight, diffuseTo.pdf * (1 - specular));
          pick('specular', specularTo.weight, specularTo.pdf * specular);
          lobe = path;
          throughput = before;
        }
      }
      if (++bounces > MAX_BOUNCES) return result;
      // Carry on along one lobe.
      const next: Lobe = this.#sampler.next() < specular ? 'specular' : 'diffuse';
      const chance = next === 'specular' ? specular : 1 - specular;
      const to = sampleLobe(s, next, hit, d, this.#sampler.next(), this.#sampler.next());
      const f = evaluate(s, next, hit, d, to);
      if (f.pdf <= 0) return result;
      if (split) lobe = next;
      throughput = mul(throughput, scale(f.weight, 1 / (f.pdf * chance)));
      if (next === 'diffuse' && !split) throughput = mul(throughput, base);
      if (bounces > 1) {
        const survive = Math.min(0.95, Math.max(...throughput) * (split ? 1 : 1.2));
        if (this.#sampler.next() > survive) return result;
        throughput = scale(throughput, 1 / survive);
      }
      pdf = f.pdf * chance;
      o = this.#leave(hit, to);
      d = to;
      absorb = BLACK;
    }
    return result;
  }

  /** Start of a ray that leaves a hit in direction `d`. */
  #leave(hit: Hit, d: Vec): Vec {
    if (hit.surface.kind === 'fibre') return along(hit.p, d, hit.step);
    return along(hit.p, hit.flat, dot(hit.flat, d) > 0 ? hit.step : -hit.step);
  }

  /** Share of light from far away in direction `l` that reaches the hit. */
  #unblocked(hit: Hit, l: Vec): Vec {
    let o = this.#leave(hit, l);
    let left: Vec = [1, 1, 1];
    for (let step = 0; step < MAX_STEPS; step++) {
      if (!this.#tracer.trace(o, l, 1e30)) return left;
      const { materials, materialOf } = this.#geometry;
      if (materials[i32(materialOf, this.#tracer.prim)]?.clear !== true) return BLACK;
      const blocker = resolve(this.#geometry, this.#tracer, o, l, false);
      if (blocker.surface.kind !== 'glass') return BLACK;
      left = mul(left, shadowTint(blocker.surface, blocker, l));
      o = along(blocker.p, l, blocker.step);
    }
    return BLACK;
  }
}

/**
 * Glass shadows are straight instead of bent into caustics, which would be all noise: darker where
 * light meets the glass at a slant, as there it would be bent away or reflected.
 */
function shadowTint(s: Glass, hit: Hit, d: Vec): Vec {
  const slant = Math.abs(dot(hit.normal, d));
  return scale(s.shadow, Math.min(1, 0.25 + 0.9 * slant));
}
