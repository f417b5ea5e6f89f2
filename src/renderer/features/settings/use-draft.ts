import { useState } from 'react';

export interface Draft<T> {
  /** What is being entered, or what is kept while nothing is. */
  readonly shown: T;
  readonly edit: (value: T) => void;
  /** Keeps what was entered, unless it is as before. */
  readonly keep: (value?: T) => void;
  readonly drop: () => void;
}

/** A value that is kept when it is done, not at each key or px. */
export function useDraft<T>(kept: T, commit: (value: T) => void): Draft<T> {
  const [draft, setDraft] = useState<{ readonly value: T } | null>(null);
  const shown = draft === null ? kept : draft.value;
  return {
    shown,
    edit: (value) => {
      setDraft({ value });
    },
    keep: (value = shown) => {
      setDraft(null);
      if (value !== kept) commit(value);
    },
    drop: () => {
      setDraft(null);
    },
  };
}
