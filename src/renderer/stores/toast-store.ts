import { createStore } from './create-store.ts';
import { useStore } from './use-store.ts';

/** What was just done, and how to take it back. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly action: { readonly label: string; readonly run: () => void } | null;
}

const toast = createStore<Toast | null>(null);
let lastId = 0;

/** Says it for a few seconds, in place of what was said before. */
export function say(text: string, action: Toast['action'] = null): void {
  lastId += 1;
  toast.set({ id: lastId, text, action });
}

export const hush = (): void => {
  toast.set(null);
};

export const useToast = (): Toast | null => useStore(toast);
