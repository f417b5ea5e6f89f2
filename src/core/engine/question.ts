import type { Stage } from '../../shared/cutout.ts';
import type {
  ApplyMessage,
  FromEngine,
  MeasureMessage,
  PreviewMessage,
  RunMessage,
  UploadMessage,
} from '../../shared/engine-protocol.ts';
import type { OffcutError } from '../../shared/errors.ts';

export type EngineJob = Omit<RunMessage, 'type' | 'id'>;
export type UploadJob = Omit<UploadMessage, 'type' | 'id'>;
export type ApplyJob = Omit<ApplyMessage, 'type' | 'id'>;
export type MeasureJob = Omit<MeasureMessage, 'type' | 'id'>;
export type PreviewJob = Omit<PreviewMessage, 'type' | 'id'>;

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: ((stage: Stage) => void) | undefined;
  /**
   * Once it is cancelled, it leaves between two stages, however long that takes: the engine is not
   * killed for it. For what is cancelled often, so that the engine stays warm.
   */
  readonly unhurried?: boolean | undefined;
}

/** What is asked about one picture, and may end the engine. */
export type Question = RunMessage | UploadMessage | ApplyMessage | MeasureMessage | PreviewMessage;
export type Answer = FromEngine & { type: 'done' | 'uploaded' | 'measured' | 'previewed' };
export type AnswerOf<T extends Answer['type']> = Extract<Answer, { type: T }>;

/** Somebody waits for this cutout; small pictures, of which there are many, are of no hurry. */
export const isUrgent = ({ message }: { readonly message: Question }): boolean =>
  'urgent' in message && message.urgent === true;

export interface Entry {
  readonly message: Question;
  readonly options: RunOptions;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: OffcutError) => void;
  /** How often the engine ended while a stage of this picture was active. */
  crashes: number;
  activeStage: Stage | undefined;
  watchdog: NodeJS.Timeout | undefined;
  cancelled: boolean;
}

/** @throws a plain Error when it is an answer to another kind of question: a bug of the engine */
export function answerTo<T extends Answer['type']>(
  question: Question,
  answer: Answer,
  type: T,
): AnswerOf<T> {
  const isWanted = (given: Answer): given is AnswerOf<T> => given.type === type;
  if (isWanted(answer)) return answer;
  throw new Error(`the engine answered "${answer.type}" to "${question.type}"`);
}
