import type { ErrorReport } from '../shared/errors.ts';
import { warningSentence, type CutoutFacts, type ProviderFacts } from '../shared/cutout.ts';

/** A provider's price, in its own credits. */
export const inCredits = (credits: number): string =>
  `${credits} ${credits === 1 ? 'credit' : 'credits'}`;

/** Who made a cutout in place of this machine, for how much and why. */
function cloudNote({ id, credits, because }: ProviderFacts): string {
  return `by ${id} for ${inCredits(credits)}${because === null ? '.' : `, because here: ${because}`}`;
}

/** What a person is told of a picture that is done, or undefined: nothing beyond the summary. */
export function doneNote(
  input: string,
  { warnings, source, provider }: CutoutFacts,
): string | undefined {
  const said = warnings.map((warning) => warningSentence(warning, source));
  if (provider !== null) said.unshift(cloudNote(provider));
  return said.length === 0 ? undefined : `${input}: ${said.join(' ')}`;
}

export const skippedNote = (input: string, output: string): string =>
  `${input}: skipped, ${output} is there already.`;

/** An error as it is shown wherever a person reads it. */
export const told = ({ message, code }: Pick<ErrorReport, 'message' | 'code'>): string =>
  `${message} [${code}]`;

export const failedNote = (input: string, error: Pick<ErrorReport, 'message' | 'code'>): string =>
  `${input}: ${told(error)}`;
