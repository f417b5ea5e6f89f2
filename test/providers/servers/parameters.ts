import type { Call } from './contract-server.ts';

/** What a parameter may be, and how much of that a contract server carries out. */
export interface Parameter {
  readonly documented: (value: string) => boolean;
  /** All that is documented, unless given: what adapters do locally is not worth a second copy. */
  readonly played?: (value: string) => boolean;
}

export const oneOf =
  (...values: readonly string[]) =>
  (value: string): boolean =>
    values.includes(value);

export const matching =
  (pattern: RegExp) =>
  (value: string): boolean =>
    pattern.test(value);

export interface ParameterFaults {
  /** Documented, with a value that is not. */
  readonly wrong: readonly string[];
  /** As documented, and beyond what the server carries out. */
  readonly unplayed: readonly string[];
}

/** Records what is not as documented among the parameters, and names what was wrong with them. */
export function checkParameters(
  { violate }: Pick<Call, 'violate'>,
  given: Readonly<Record<string, string>>,
  known: Readonly<Record<string, Parameter>>,
): ParameterFaults {
  const wrong: string[] = [];
  const unplayed: string[] = [];
  for (const [name, value] of Object.entries(given)) {
    const parameter = known[name];
    if (parameter === undefined) {
      violate(`the parameter ${name} is not documented`);
    } else if (!parameter.documented(value)) {
      violate(`the parameter ${name} may not be "${value}"`);
      wrong.push(name);
    } else if (parameter.played?.(value) === false) {
      violate(`the parameter ${name} is documented as "${value}", which is not played here`);
      unplayed.push(name);
    }
  }
  return { wrong, unplayed };
}

/** Records files in other fields than the one that is documented. */
export function checkFiles({ seen, violate }: Call, known: string): void {
  for (const name of Object.keys(seen.files)) {
    if (name !== known) violate(`the file field ${name} is not documented`);
  }
}

/** The body's fields; undefined when it is no JSON object. Records those that are not known. */
export function jsonFields(
  { seen, violate }: Call,
  known: readonly string[],
): Readonly<Record<string, unknown>> | undefined {
  const { json } = seen;
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  for (const name of Object.keys(json)) {
    if (!known.includes(name)) violate(`the field ${name} is not documented`);
  }
  return json as Readonly<Record<string, unknown>>;
}
