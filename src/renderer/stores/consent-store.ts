import type { AddAnswer } from '../../shared/bridge/contract.ts';
import { createStore } from './create-store.ts';
import { useStore } from './use-store.ts';

/** A batch that waits for its user to agree to what it sends. */
export type ConsentAnswer = Extract<AddAnswer, { readonly status: 'consent' }>;

/** The first is asked; the others wait behind it, so that none is lost. */
const questions = createStore<readonly ConsentAnswer[]>([]);

export function askForConsent(question: ConsentAnswer): void {
  questions.set([...questions.get(), question]);
}

/** It was answered. */
export function closeConsent(plan: string): void {
  questions.set(questions.get().filter((question) => question.plan !== plan));
}

export const useConsent = (): ConsentAnswer | undefined => useStore(questions)[0];
