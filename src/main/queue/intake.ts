import { randomUUID } from 'node:crypto';
import type { Engine } from '../../core/engine/engine.ts';
import { prepareDestination } from '../../core/files/destination.ts';
import { findModel, loadCatalogue } from '../../core/models/catalogue.ts';
import { modelIdFor } from '../../core/models/choose.ts';
import { planBatch, type BatchPlan } from '../../core/plan/plan-batch.ts';
import { providerOf } from '../../core/providers/catalogue.ts';
import type { QueuePort } from '../../core/queue/control/port.ts';
import type { AddAnswer, PlanReport } from '../../shared/bridge/contract.ts';
import type { Consent } from '../../shared/consent.ts';
import { OffcutError } from '../../shared/errors.ts';
import { pictureName } from '../../shared/picture-name.ts';
import type { ProviderId } from '../../shared/provider.ts';
import { priorities, type JobSource, type Placement } from '../../shared/queue.ts';
import type { Recipe } from '../../shared/recipe.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Input } from '../inputs/inputs.ts';
import { byDestination } from './destination-of.ts';
import { groupsToRecut, type RecutGroup } from './recut.ts';

export interface IntakeOptions {
  readonly queue: Pick<QueuePort, 'ask'>;
  readonly engine: Pick<Engine, 'info' | 'compare' | 'measure'>;
  readonly settings: () => Settings;
  /** The system's folder for pictures. */
  readonly pictures: string;
  /** Where pasted pictures are kept. */
  readonly pasted: string;
  /** Whom a recipe asks, in order. @throws as `CloudDesk.order` */
  readonly order: (recipe: Recipe) => Promise<readonly ProviderId[]>;
}

export interface Wanted {
  readonly recipe?: Recipe | undefined;
  readonly preset?: string | null | undefined;
}

export interface RecutWish {
  readonly recipe: Recipe;
  readonly preset?: string | null | undefined;
}

/** What is planned at once: pictures whose cutouts go into one folder. */
interface Group extends RecutGroup {
  readonly title: string;
}

interface Rules {
  readonly settings: Settings;
  readonly recipe: Recipe;
  readonly preset: string | null;
  readonly placement: Exclude<Placement, 'replace'>;
}

interface PlannedBatch {
  readonly title: string;
  readonly plan: BatchPlan<JobSource>;
  readonly lenient: boolean;
  readonly maxPixels: number;
}

/** What waits for its user: for another try at its problems, or for consent. */
interface KeptPlan {
  readonly batches: readonly PlannedBatch[];
  /** Whom the user was asked about; null: not asked. */
  readonly order: readonly ProviderId[] | null;
}

/** Plans that wait for their user; more would be a window that forgets them. */
const MOST_PLANS = 100;

const titleOf = ([first = '', ...more]: readonly string[]): string =>
  `${first}${more.length === 0 ? '' : ` + ${more.length}`}`;

const namesOf = ({ inputs, sources }: RecutGroup): readonly string[] => [
  ...sources.map((source) => pictureName(source.path)),
  ...inputs,
];

const networkOff = (url: string): PlanReport['problems'][number] => ({
  input: url,
  error: new OffcutError('network-off', { url }).toReport(),
});

/**
 * The one way into the queue: whatever is dropped, chosen, pasted, or comes from the system is
 * planned first, and added when nothing stands against it.
 */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #plans = new Map<string, KeptPlan>();

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
    const groups = [...byDestination(allowed, output.destination, pictures)].map(
      ([folder, group]): Group => ({
        folder,
        title: titleOf(group.map(({ name }) => name)),
        inputs: group.map(({ place }) => place),
        sources: [],
      }),
    );
    const offline = forbidden.map(({ place }) => networkOff(place));
    return this.#offer(groups, offline, { settings, recipe, preset, placement: output.placement });
  }

  /**
   * Plans the sources of jobs anew, by another recipe; it goes where the same pictures would go if
   * they were added now.
   * @throws as `add`
   */
  async recut(sources: readonly JobSource[], wanted: RecutWish): Promise<AddAnswer> {
    const settings = this.#options.settings();
    const { pictures, pasted } = this.#options;
    const { destination, placement } = settings.output;
    const isOff = (source: JobSource) => settings.privacy.networkOff && source.kind === 'url';
    const { groups, problems } = await groupsToRecut(
      sources.filter((source) => !isOff(source)),
      { destination, pictures, pasted },
    );
    const offline = sources.flatMap((source) =>
      source.kind === 'url' && isOff(source) ? [networkOff(source.url)] : [],
    );
    return this.#offer(
      groups.map((group) => ({ ...group, title: titleOf(namesOf(group)) })),
      [...offline, ...problems],
      {
        settings,
        recipe: wanted.recipe,
        preset: wanted.preset ?? null,
        // Who asks to cut it again does not want to hear that there is a cutout already.
        placement: placement === 'skip' ? 'rename' : placement,
      },
    );
  }

  /** Adds what was planned when nothing stands against it; else it waits for its user. */
  async #offer(
    groups: readonly Group[],
    found: PlanReport['problems'],
    rules: Rules,
  ): Promise<AddAnswer> {
    const { lenient, maxMegapixels } = rules.settings.cutting;
    const batches: PlannedBatch[] = [];
    // One after another, because planning the same folder twice at once would find names free twice.
    for (const group of groups) {
      const plan = await this.#plan(group, rules);
      batches.push({ title: group.title, plan, lenient, maxPixels: maxMegapixels * 1e6 });
    }
    const problems = [
      ...found,
      ...batches.flatMap(({ plan }) =>
        plan.problems.map(({ input, error }) => ({ input, error: error.toReport() })),
      ),
    ];
    const refusals = batches.flatMap(({ plan }) => plan.refusals.map((each) => each.toReport()));
    const fine = batches.filter(({ plan }) => plan.refusals.length === 0);
    if (problems.length === 0 && refusals.length === 0) return this.#addOrAsk(fine);
    return {
      status: 'problems',
      plan: this.#keep({ batches: fine, order: null }),
      pictures: fine.reduce((sum, { plan }) => sum + plan.planned.length, 0),
      problems,
      refusals,
      warnings: warningsOf(batches),
    };
  }

  /** Adds what can be added of a plan that had problems. @throws OffcutError `choice-gone` */
  async addPlanned(id: string): Promise<AddAnswer> {
    return this.#addOrAsk(this.#take(id).batches);
  }

  /**
   * Adds what the user was asked to agree to. `send` false: to be cut here alone.
   * @throws OffcutError `choice-gone`; `consent-missing` where nothing could be cut so
   */
  async answerConsent(id: string, send: boolean): Promise<AddAnswer> {
    const { batches, order } = this.#take(id);
    const [first] = batches;
    if (order === null || first === undefined) throw new OffcutError('choice-gone');
    if (send) return this.#commit(batches, { providers: order, at: Date.now() });
    if (first.plan.recipe.engine.policy === 'cloud') throw new OffcutError('consent-missing');
    return this.#commit(batches, null);
  }

  drop(id: string): void {
    this.#plans.delete(id);
  }

  #take(id: string): KeptPlan {
    const kept = this.#plans.get(id);
    if (kept === undefined) throw new OffcutError('choice-gone');
    this.#plans.delete(id);
    return kept;
  }

  /** Adds a plan against which nothing stands, once its user agrees to all that it does. */
  async #addOrAsk(batches: readonly PlannedBatch[]): Promise<AddAnswer> {
    const pictures = batches.reduce((sum, { plan }) => sum + plan.planned.length, 0);
    const [first] = batches;
    if (first === undefined || pictures === 0) return this.#commit(batches, null);
    const { recipe } = first.plan;
    const { policy } = recipe.engine;
    if (policy === 'local') return this.#commit(batches, null);
    const { privacy, providers: kept } = this.#options.settings();
    if (privacy.networkOff) {
      if (policy === 'cloud') throw new OffcutError('cloud-network-off');
      return this.#commit(batches, null);
    }
    const order = await this.#options.order(recipe);
    if (order.length === 0) throw new OffcutError('provider-none');
    const hasBucket = kept.staging !== null;
    const providers = order.map((id) => {
      const { name, capabilities } = providerOf(id);
      const { credits, input } = capabilities;
      return { id, name, credits, byBucket: input === 'url' && hasBucket };
    });
    const plan = this.#keep({ batches, order });
    return { status: 'consent', plan, pictures, policy, providers };
  }

  #keep(kept: KeptPlan): string {
    const id = randomUUID();
    this.#plans.set(id, kept);
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > MOST_PLANS && oldest !== undefined) this.#plans.delete(oldest);
    return id;
  }

  async #plan(
    { folder, inputs, sources }: Group,
    { settings, recipe, preset, placement }: Rules,
  ): Promise<BatchPlan<JobSource>> {
    const { output, cutting } = settings;
    const { engine } = this.#options;
    // A name that is wrong here would be wrong with each picture.
    findModel(loadCatalogue(), recipe.model);
    return planBatch({
      inputs,
      sources,
      cwd: folder,
      destination: { type: 'directory', path: folder },
      placement,
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

  async #commit(batches: readonly PlannedBatch[], consent: Consent | null): Promise<AddAnswer> {
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
          consent,
          fleeting: false,
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
