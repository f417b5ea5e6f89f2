/**
 * Runs the sides of a comparison in turns, A B A B ..., so that what disturbs the machine for a
 * while disturbs all of them.
 * @returns what each side answered, one for each round
 */
export async function inTurns<T, Side extends string>(
  rounds: number,
  sides: Readonly<Record<Side, () => Promise<T>>>,
): Promise<Readonly<Record<Side, readonly T[]>>> {
  const names = Object.keys(sides) as Side[];
  const answers = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
    Side,
    T[]
  >;
  for (let round = 0; round < rounds; round++) {
    for (const name of names) answers[name].push(await sides[name]());
  }
  return answers;
}

/** Runs `work` and says how many ms it took. */
export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
