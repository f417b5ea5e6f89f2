/** Makes a `switch` over a union exhaustive at compile time; throws if it is reached all the same. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled value: ${JSON.stringify(value)}`);
}
