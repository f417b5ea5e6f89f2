import { invalidField } from './failure.ts';

/** A field that says something, as a form would have it; undefined: it says nothing. */
function textOf(name: string, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  // An object, or what is given more than once.
  throw invalidField(name, 'is not a single value');
}

/**
 * The fields of a form or of a JSON object that say something: clients leave fields empty, or null,
 * that they do not mean.
 * @throws ApiFailure `invalid`
 */
export function givenFields(body: unknown): Readonly<Record<string, string>> {
  if (typeof body !== 'object' || body === null) return {};
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(body)) {
    const text = textOf(name, value);
    if (text !== undefined) given[name] = text;
  }
  return given;
}
