import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Budget } from '../../shared/budget.ts';
import type { CutoutFacts } from '../../shared/cutout.ts';
import { OffcutError, type ErrorCode } from '../../shared/errors.ts';
import { writeError } from '../../shared/write-error.ts';
import type { Engine } from '../engine/engine.ts';
import type { ApplyJob, RunOptions } from '../engine/question.ts';
import type { ProviderClient } from './client.ts';
import { isForTheNext, ProviderFailure, type FailureClass } from './failure.ts';
import type { ProviderId } from '../../shared/provider.ts';
import type { ProviderAnswer, ProviderSource } from './provider.ts';
import type { StagedPicture } from './staging/staging.ts';
import type { Reservation, SpendBook } from './spend/spend-book.ts';

/** A picture that is to be cut with a provider's matte. */
export interface CloudPicture extends Omit<ApplyJob, 'provider' | 'answer'> {
  /** Where the picture lies for everybody; null: here alone. */
  readonly address: string | null;
  /** The queue's job, for the record of what was spent. */
  readonly job: number | null;
  /** Why a local model did not do; null: none was asked. */
  readonly because: string | null;
}

/** A provider that may be asked, and for how much. */
export interface Account {
  readonly client: Pick<ProviderClient, 'provider' | 'matte'>;
  readonly budget: Budget;
}

export interface CloudTools {
  readonly engine: Pick<Engine, 'upload' | 'apply'>;
  /** @throws OffcutError such as `provider-no-key`: this one cannot be asked */
  readonly account: (id: ProviderId) => Promise<Account>;
  readonly spend: Pick<SpendBook, 'reserve'>;
  /** Puts a file where a provider can fetch it; null: the user has no such place. */
  readonly stage: StageFile | null;
  /** A private folder for what is sent and answered; nothing stays there. */
  readonly folder: string;
}

/** @throws as `Staging.stage`, and OffcutError `staging-invalid` */
export type StageFile = (file: string, signal: AbortSignal) => Promise<StagedPicture>;

/** The call was not made at all. */
const notAsked: ReadonlySet<ErrorCode> = new Set([
  'provider-resting',
  'cloud-network-off',
  'staging-failed',
  'staging-invalid',
]);

/** After these, nobody knows whether the picture was counted. */
const mayCost: ReadonlySet<FailureClass> = new Set(['interrupted', 'timeout', 'bad_response']);

/** Failures that surely cost nothing: the provider said no, or was never reached. */
function costsNothing(error: unknown): boolean {
  if (!(error instanceof ProviderFailure)) {
    return error instanceof OffcutError && notAsked.has(error.code);
  }
  return !mayCost.has(error.class);
}

/** What keeps this provider from being asked, and says nothing of the next one. */
const passedOver: ReadonlySet<ErrorCode> = new Set([
  'provider-off',
  'provider-no-key',
  'provider-no-address',
  'provider-not-applicable',
  'provider-resting',
  'budget-spent',
  'staging-failed',
  'staging-invalid',
  // From the engine, of an answer that was received.
  'provider-bad-response',
  'no-subject',
  'no-background',
]);

const mayGoOn = (error: unknown): error is OffcutError =>
  isForTheNext(error) || (error instanceof OffcutError && passedOver.has(error.code));

/**
 * Cuts pictures with the mattes of providers, one after another until one has made it. The caller
 * has the user's consent.
 */
export class Cloud {
  readonly #tools: CloudTools;

  constructor(tools: CloudTools) {
    this.#tools = tools;
  }

  /**
   * @param order providers in the order in which they are asked
   * @throws OffcutError of the one provider that was asked, or `cloud-failed` with what each of
   *   several said; what is wrong with the picture or the place of the cutout; `cancelled`
   */
  async cut(
    picture: CloudPicture,
    order: readonly ProviderId[],
    options: RunOptions & { readonly signal: AbortSignal },
  ): Promise<CutoutFacts> {
    const failures: OffcutError[] = [];
    for (const id of order) {
      try {
        return await this.#cutBy(id, picture, options);
      } catch (error) {
        if (!mayGoOn(error)) throw error;
        failures.push(error);
      }
    }
    const [only] = failures;
    if (only !== undefined && failures.length === 1) throw only;
    const reasons = failures.map(({ message }) => message).join(' ');
    throw new OffcutError('cloud-failed', { reasons });
  }

  async #cutBy(
    id: ProviderId,
    picture: CloudPicture,
    options: RunOptions & { readonly signal: AbortSignal },
  ): Promise<CutoutFacts> {
    const { client, budget } = await this.#tools.account(id);
    const given = engineJob(picture);
    const files: string[] = [];
    const newFile = () => {
      const file = path.join(this.#tools.folder, randomUUID());
      files.push(file);
      return file;
    };
    try {
      const source = await this.#sourceFor(client, picture, newFile(), options);
      if (source === null) {
        // The source brings its own matte: nobody is asked, and nothing is sent.
        return await this.#tools.engine.apply({ ...given, provider: id, answer: null }, options);
      }
      const { name, capabilities } = client.provider;
      const { job, because } = picture;
      const expected = { pictures: 1, credits: capabilities.credits };
      const reserved = this.#tools.spend.reserve({ provider: id, name, job, ...expected, budget });
      const start = performance.now();
      const {
        picture: bytes,
        credits,
        request,
      } = await settled(reserved, this.#asked(client, source, options.signal));
      const ms = performance.now() - start;
      const answer = newFile();
      await writeFile(answer, bytes, { flag: 'wx', mode: 0o600 }).catch((error: unknown) => {
        throw writeError(error, answer);
      });
      const facts = await this.#tools.engine.apply({ ...given, provider: id, answer }, options);
      return { ...facts, provider: { id, credits, ms, request, because } };
    } finally {
      for (const file of files) await rm(file, { force: true });
    }
  }

  /** Asks the provider; a file that it has to fetch lies in the user's bucket for that while. */
  async #asked(
    client: Account['client'],
    source: ProviderSource,
    signal: AbortSignal,
  ): Promise<ProviderAnswer> {
    const { stage } = this.#tools;
    if (source.kind === 'url' || client.provider.capabilities.input === 'file' || stage === null) {
      return client.matte(source, signal);
    }
    const staged = await stage(source.file, signal);
    try {
      return await client.matte({ kind: 'url', url: staged.url }, signal);
    } finally {
      // What cannot be deleted now is swept later; the answer is not lost over it.
      await staged.release().catch(() => undefined);
    }
  }

  /** What the provider gets; null: the source brings its own matte. */
  async #sourceFor(
    { provider }: Account['client'],
    picture: CloudPicture,
    target: string,
    options: RunOptions,
  ): Promise<ProviderSource | null> {
    const { input, limits } = provider.capabilities;
    if (input === 'url' && picture.address !== null) return { kind: 'url', url: picture.address };
    if (input === 'url' && this.#tools.stage === null) {
      const reason = 'it takes only pictures that lie at a public web address';
      throw new ProviderFailure('not_applicable', { provider: provider.name, reason });
    }
    const upload = await this.#tools.engine.upload(
      { ...engineJob(picture), target, limits },
      options,
    );
    return upload === null ? null : { kind: 'file', file: target, upload };
  }
}

/** What the engine is told of a picture. */
function engineJob(picture: CloudPicture): Omit<ApplyJob, 'provider' | 'answer'> {
  const { source, name, target, recipe, maxPixels, lenient, urgent } = picture;
  return { source, name, target, recipe, maxPixels, lenient, urgent };
}

/**
 * Waits for an answer that was reserved for, and writes down what it cost. One whose cost nobody
 * knows counts as it was reserved, and so does one whose cost cannot be written: neither an answer
 * that was paid for nor the reason of a failure is lost over that.
 */
async function settled(
  reserved: Reservation,
  work: Promise<ProviderAnswer>,
): Promise<ProviderAnswer> {
  const record = (end: () => void) => {
    try {
      end();
    } catch (error) {
      if (!(error instanceof OffcutError)) throw error;
    }
  };
  try {
    const answer = await work;
    record(() => {
      reserved.settle({ pictures: 1, credits: answer.credits });
    });
    return answer;
  } catch (error) {
    if (costsNothing(error)) {
      record(() => {
        reserved.release();
      });
    }
    throw error;
  }
}
