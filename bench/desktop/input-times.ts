import type { Row } from '../scenario.ts';
import { pairwiseRatios, quantile } from '../statistics.ts';

/** ms to the next paint below which browsers do not tell of an event. */
export const LEAST_TOLD = 16;
/** ms within which an answer still seems to come at once. */
export const GOAL = { type: 'at most', limit: 100 } as const;

/** What the Event Timing API tells of one event. */
export interface SeenEvent {
  /** What the events of one press or click share; 0: it belongs to none. */
  readonly interaction: number;
  /** ms until the page began to work on it. */
  readonly delay: number;
  /** ms until the next paint, in steps of 8. */
  readonly toPaint: number;
}

/** How long each press or click took, in ms; what was quicker than `LEAST_TOLD` counts as that. */
export interface InputTimes {
  readonly delays: readonly number[];
  readonly paints: readonly number[];
}

/**
 * The slowest event of each press or click stands for it.
 * @param made how many there were: those that nothing was told of were quick
 */
export function inputTimes(events: readonly SeenEvent[], made: number): InputTimes {
  const delays = new Map<number, number>();
  const paints = new Map<number, number>();
  const keep = (slowest: Map<number, number>, interaction: number, ms: number) => {
    slowest.set(interaction, Math.max(slowest.get(interaction) ?? LEAST_TOLD, ms));
  };
  for (const { interaction, delay, toPaint } of events) {
    if (interaction === 0) continue;
    keep(delays, interaction, delay);
    keep(paints, interaction, toPaint);
  }
  const withQuick = (slowest: ReadonlyMap<number, number>) => [
    ...slowest.values(),
    ...Array.from({ length: Math.max(0, made - slowest.size) }, () => LEAST_TOLD),
  ];
  return { delays: withQuick(delays), paints: withQuick(paints) };
}

const figures = [
  ['median', 0.5],
  ['95th percentile', 0.95],
  ['worst', 1],
] as const;
const kinds = [
  ['input delay', 'delays'],
  ['to the next paint', 'paints'],
] as const;

/** What rounds of input come to, each with a batch and without one right beside it. */
export function inputRows(
  busy: readonly InputTimes[],
  idle: readonly InputTimes[],
): readonly Row[] {
  const rows = kinds.flatMap(([kind, field]) =>
    figures.flatMap(([figure, share]): readonly Row[] => {
      const name = `${kind}, ${figure}`;
      const [withBatch, without] = [busy, idle].map((rounds) =>
        rounds.map((round) => quantile(round[field], share)),
      ) as [number[], number[]];
      return [
        { name: `${name}, while a batch runs`, unit: 'ms', samples: withBatch },
        { name: `${name}, no batch`, unit: 'ms', samples: without },
        { name: `${name}, ratio`, unit: 'x', samples: pairwiseRatios(withBatch, without) },
      ];
    }),
  );
  const worst = Math.max(...busy.flatMap(({ delays }) => delays));
  return [
    ...rows,
    {
      name: 'worst input delay of all, while a batch runs',
      unit: 'ms',
      samples: [worst],
      goal: GOAL,
    },
  ];
}
