import { randomUUID } from 'node:crypto';
import type { Engine } from '../../core/engine/engine.ts';
import { prepareDestination } from '../../core/files/destination.ts';
import { findModel, loadCatalogue } from '../../core/models/catalogue.ts';
import { modelIdFor } from '../../core/models/choose.ts';
import { planBatch, type BatchPlan } from '../../core/plan/plan-batch.ts';
import type { QueuePort } from '../../core/queue/control/port.ts';
import type { AddAnswer } from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';
import { priorities, type JobSource } from '../../shared/queue.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Input } from '../inputs/inputs.ts';
import { byDestination } from './destination-of.ts';

export interface IntakeOptions {
  readonly queue: Pick<QueuePort, 'ask'>;
  readonly engine: Pick<Engine, 'info' | 'compare' | 'measure'>;
  readonly settings: () => Settings;
  /** The system's folder for pictures. */
  readonly pictures: string;
}

export interface Wanted {
  readonly recipe?: Recipe | undefined;
  readonly preset?: string | null | undefined;
}

interface PlannedBatch {
  readonly title: string;
  readonly plan: BatchPlan<JobSource>;
  readonly lenient: boolean;
  readonly maxPixels: number;
}

/** Plans that wait for their user; more would be a window that forgets them. */
const MOST_PLANS = 100;

const titleOf = ([first, ...more]: readonly Input[]): string =>
  `${first?.name ?? ''}${more.length === 0 ? '' : ` + ${more.length}`}`;

/**
 * The one way into the queue: whatever is dropped, chosen, pasted, or comes from the system is
 * planned first, and added when nothing stands against it.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #plans = new Map<string, readonly PlannedBatch[]>();

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** @throws OffcutError where the whole makes no sense, such as `recipe-not-yet` */
  async add(inputs: readonly Input[], wanted: Wanted = {}): Promise<AddAnswer> {
    const { pictures } = this.#options;
    const settings = this.#options.settings();
    const { cutting, output, privacy } = settings;
    const recipe = wanted.recipe ?? cutting.recipe;
    const preset = wanted.preset === undefined ? cutting.preset : wanted.preset;
    const forbidden = privacy.networkOff ? inputs.filter(({ kind }) => kind === 'address') : [];
    const allowed = inputs.filter((input) => !forbidden.includes(input));
    const groups = byDestination(allowed, output.destination, pictures);
    const batches: PlannedBatch[] = [];
    // One after another, because planning the same folder twice at once would find names free twice.
    for (const [folder, group] of groups) {
      batches.push({
        title: titleOf(group),
        plan: await this.#plan(folder, group, { settings, recipe, preset }),
        lenient: cutting.lenient,
        maxPixels: cutting.maxMegapixels * 1e6,
      });
    }
    const offline = forbidden.map(({ place }) => ({
      input: place,
      error: new OffcutError('network-off', { url: place }).toReport(),
    }));
    const problems = [
      ...offline,
      ...batches.flatMap(({ plan }) =>
        plan.problems.map(({ input, error }) => ({ input, error: error.toReport() })),
      ),
    ];
    const refusals = batches.flatMap(({ plan }) => plan.refusals.map((each) => each.toReport()));
    const fine = batches.filter(({ plan }) => plan.refusals.length === 0);
    if (problems.length === 0 && refusals.length === 0) return this.#commit(fine);
    return {
      status: 'problems',
      plan: this.#keep(fine),
      pictures: fine.reduce((sum, { plan }) => sum + plan.planned.length, 0),
      problems,
      refusals,
      warnings: warningsOf(batches),
    };
  }

  /** Adds what can be added of a plan that had problems. @throws OffcutError `choice-gone` */
  async addPlanned(id: string): Promise<AddAnswer> {
    const batches = this.#plans.get(id);
    if (batches === undefined) throw new OffcutError('choice-gone');
    this.#plans.delete(id);
    return this.#commit(batches);
  }

  drop(id: string): void {
    this.#plans.delete(id);
  }

  #keep(batches: readonly PlannedBatch[]): string {
    const id = randomUUID();
    this.#plans.set(id, batches);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > MOST_PLANS && oldest !== undefined) this.#plans.delete(oldest);
    return id;
  }

  async #plan(
    folder: string,
    inputs: readonly Input[],
    { settings, recipe, preset }: { settings: Settings; recipe: Recipe; preset: string | null },
  ): Promise<BatchPlan<JobSource>> {
    const { output, cutting } = settings;
    const { engine } = this.#options;
    // A name that is wrong here would be wrong with each picture.
    findModel(loadCatalogue(), recipe.model);
    return planBatch({
      inputs: inputs.map(({ place }) => place),
      cwd: folder,
      destination: { type: 'directory', path: folder },
      placement: output.placement,
      recipe,
      template: output.template,
      flatten: output.flatten,
      now: new Date(),
      preset,
      modelId: () => modelIdFor(recipe.model, engine),
      measure: ({ path: source }) =>
        engine.measure({
          source,
          name: source,
          recipe,
          maxPixels: cutting.maxMegapixels * 1e6,
          lenient: cutting.lenient,
        }),
    });
  }

  async #commit(batches: readonly PlannedBatch[]): Promise<AddAnswer> {
    const { queue } = this.#options;
    const added: number[] = [];
    let pictures = 0;
    for (const { plan, ...batch } of batches) {
      if (plan.planned.length === 0) continue;
      if (plan.folder !== null) await prepareDestination(plan.folder.path);
      const answer = await queue.ask('add', {
        batch: {
          ...batch,
          recipe: plan.recipe,
          placement: plan.placement,
          priority: priorities.normal,
          hotFolder: null,
          jobs: plan.planned.map(({ source, target }) => ({ source, target })),
        },
      });
      added.push(answer.batch);
      pictures += answer.jobs.length;
    }
    return { status: 'added', batches: added, pictures, warnings: warningsOf(batches) };
  }
}

const warningsOf = (batches: readonly PlannedBatch[]) =>
  batches.flatMap(({ plan }) => plan.warnings.map((warning) => warning.toReport()));
