import type { ErrorParams, ErrorReport } from '../../shared/errors.ts';
import type { SourceFacts, Warning } from '../../shared/cutout.ts';
import { nameProblems, type NameProblem } from '../../shared/name-template.ts';
import { formatNumber } from './format.ts';
import type { Translate } from './use-t.ts';

/** Errors that people meet, which the main process only knows by the system's or S3's names. */
export const knownReasons = [
  'EACCES',
  'EPERM',
  'EBUSY',
  'ENOENT',
  'ENOSPC',
  'EROFS',
  'EIO',
  'EMFILE',
  'ENOTDIR',
  'EISDIR',
  'ENAMETOOLONG',
  'ETIMEDOUT',
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'AccessDenied',
  'InvalidAccessKeyId',
  'NoSuchBucket',
  'PermanentRedirect',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
] as const;
type KnownReason = (typeof knownReasons)[number];

const isKnownReason = (reason: unknown): reason is KnownReason =>
  (knownReasons as readonly unknown[]).includes(reason);

/** Numbers that are names: nobody writes them with separators. */
const names: ReadonlySet<string> = new Set([
  'pid',
  'port',
  'id',
  'version',
  'known',
  'ours',
  'theirs',
]);

const isNameProblem = (problem: unknown): problem is NameProblem =>
  (nameProblems as readonly unknown[]).includes(problem);

function wordsOf(params: ErrorParams, t: Translate, locale: string): Record<string, string> {
  const { problem, about = '' } = params;
  if (isNameProblem(problem)) {
    const reason = t(`errors:nameProblems.${problem}`, { about: String(about) });
    return { template: String(params['template']), reason };
  }
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => {
      if (isKnownReason(value)) return [name, t(`errors:reasons.${value}`)];
      if (typeof value === 'number' && !names.has(name)) return [name, formatNumber(value, locale)];
      return [name, String(value)];
    }),
  );
}

/** An error in the user's language: what happened, then what to do. */
export function errorText(report: ErrorReport, t: Translate, locale: string): string {
  const { code, params, message } = report;
  // The owner of the queue may be a newer Offcut, with errors that this one has no words for.
  return t(`errors:${code}`, { ...wordsOf(params, t, locale), defaultValue: message });
}

export const warningText = (
  warning: Warning,
  { pages, page, depth }: SourceFacts,
  t: Translate,
): string => t(`warnings:${warning}`, { pages, page, depth });
