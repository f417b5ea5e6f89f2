import type { z } from 'zod';
import type { Envelope } from '../../shared/bridge/contract.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { Log } from '../log/log.ts';

/** Of what a refused call brought, only so much goes into the log. */
const SHOWN = 200;

/**
 * Whether schemas see all that a value is: of a date or a map, which calls can bring as well, they
 * would see an object without fields.
 */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * Answers one call: checks what it brought, and turns what is thrown into a report. Nothing that is
 * sent can make it throw.
 */
export async function answer(
  name: string,
  {
    schema,
    handle,
    log,
  }: {
    readonly schema: z.ZodType;
    readonly handle: (input: never) => unknown;
    readonly log: Log;
  },
  args: readonly unknown[],
): Promise<Envelope<unknown>> {
  try {
    if (args.length !== 1)
      throw new OffcutError('request-refused', { reason: 'one value is asked for' });
    if (!isPlain(args[0]))
      throw new OffcutError('request-refused', { reason: 'a plain object is asked for' });
    const parsed = schema.safeParse(args[0]);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const reason = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unknown'}`;
      throw new OffcutError('request-refused', { reason: reason.slice(0, SHOWN) });
    }
    return { ok: true, value: await handle(parsed.data as never) };
  } catch (error) {
    const known = OffcutError.from(error);
    if (known.code === 'request-refused') log.warn(`${name} refused: ${known.message}`);
    if (known.code === 'internal') log.error(`${name} failed`, error);
    return { ok: false, error: known.toReport() };
  }
}
