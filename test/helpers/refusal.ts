import { expect } from 'vitest';
import { OffcutError } from '../../src/shared/errors.ts';

/** The OffcutError that `work` throws or rejects with; the test fails when there is none. */
export async function refusal(work: () => unknown): Promise<OffcutError> {
  let thrown: unknown;
  try {
    await work();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(OffcutError);
  return thrown as OffcutError;
}
