/** A call of the app to something that the stand-in cannot do, or that tests should not do. */
export interface RecordedCall {
  /** Such as `shell.openExternal`. */
  readonly name: string;
  readonly args: readonly unknown[];
}

const calls: RecordedCall[] = [];

export function record(name: string, ...args: unknown[]): void {
  calls.push({ name, args });
}

export const recordedCalls = (): readonly RecordedCall[] => calls;
