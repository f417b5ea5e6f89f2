import type { PlanReport } from '../../../../shared/bridge/contract.ts';
import type { ErrorCode, ErrorReport } from '../../../../shared/errors.ts';

/** Problems that planning can find, as they are headed; everything else is `other`. */
export const problemKinds = [
  'gone',
  'unreadable',
  'empty',
  'address',
  'network',
  'collision',
  'original',
  'name',
  'destination',
  'space',
  'other',
] as const;
export type ProblemKind = (typeof problemKinds)[number];

const kinds: Partial<Record<ErrorCode, ProblemKind>> = {
  'input-not-found': 'gone',
  'input-offline': 'gone',
  'input-unreadable': 'unreadable',
  'input-damaged': 'unreadable',
  'input-not-an-image': 'unreadable',
  'input-format-unsupported': 'unreadable',
  'input-no-pictures': 'empty',
  'url-invalid': 'address',
  'url-with-credentials': 'address',
  'url-forbidden-address': 'address',
  'network-off': 'network',
  'output-collision': 'collision',
  'output-is-input': 'original',
  'output-path-too-long': 'name',
  'output-name-too-long': 'name',
  'output-name-invalid': 'name',
  'name-size-unknown': 'name',
  'output-unwritable': 'destination',
  'output-no-space': 'space',
};

/** What can be done about a kind of problem without leaving the plan. */
export type Fix = 'choose-folder' | 'number-names';

const fixes: Partial<Record<ErrorCode, Fix>> = {
  'output-collision': 'number-names',
  'output-is-input': 'choose-folder',
  'output-path-too-long': 'choose-folder',
  'output-unwritable': 'choose-folder',
  'output-no-space': 'choose-folder',
};

export interface ProblemGroup {
  readonly code: ErrorCode;
  readonly kind: ProblemKind;
  readonly fix: Fix | undefined;
  /** The first, whose sentence stands for all. */
  readonly error: ErrorReport;
  /** What was to be added; empty: the whole of it. */
  readonly inputs: readonly string[];
}

/** The problems of a plan by what is wrong, most first; what stands against all of it before them. */
export function groupProblems({
  problems,
  refusals,
}: Pick<PlanReport, 'problems' | 'refusals'>): readonly ProblemGroup[] {
  const groups = new Map<ErrorCode, { error: ErrorReport; inputs: string[] }>();
  for (const { input, error } of problems) {
    const group = groups.get(error.code);
    if (group === undefined) groups.set(error.code, { error, inputs: [input] });
    else group.inputs.push(input);
  }
  const grouped = (error: ErrorReport, inputs: readonly string[]): ProblemGroup => ({
    code: error.code,
    kind: kinds[error.code] ?? 'other',
    fix: fixes[error.code],
    error,
    inputs,
  });
  return [
    ...refusals.map((error) => grouped(error, [])),
    ...[...groups.values()]
      .sort((a, b) => b.inputs.length - a.inputs.length)
      .map(({ error, inputs }) => grouped(error, inputs)),
  ];
}
