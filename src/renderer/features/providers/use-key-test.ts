import { useState } from 'react';
import type { TestResult } from './provider-requests.ts';

export interface KeyTest {
  /** Null: none was made. */
  readonly result: TestResult | null;
  readonly isRunning: boolean;
  readonly run: () => void;
  readonly forget: () => void;
}

/** A try of a key with what `of` names, such as an address; of another one it says nothing. */
export function useKeyTest(of: string | null, ask: () => Promise<TestResult>): KeyTest {
  const [isRunning, setRunning] = useState(false);
  const [tested, setTested] = useState<{
    readonly of: string | null;
    readonly result: TestResult;
  } | null>(null);
  const run = async () => {
    setRunning(true);
    setTested({ of, result: await ask() });
    setRunning(false);
  };
  return {
    result: tested?.of === of ? tested.result : null,
    isRunning,
    run: () => void run(),
    forget: () => {
      setTested(null);
    },
  };
}
