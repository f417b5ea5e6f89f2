import { currentScreen, showScreen } from '../app/screen.ts';
import type { AddAnswer } from '../../shared/bridge/contract.ts';
import { createStore } from './create-store.ts';
import { changeSettings, currentSettings } from './settings-store.ts';
import { useStore } from './use-store.ts';

export type ProblemsAnswer = Extract<AddAnswer, { readonly status: 'problems' }>;

/** A plan that waits for its user. */
export interface ShownPlan {
  readonly report: ProblemsAnswer;
  /** Plans the same anew; null: what it was made of is not known here. */
  readonly retry: (() => Promise<AddAnswer>) | null;
}

/** The first is shown; the others wait behind it, so that none is lost. */
const plans = createStore<readonly ShownPlan[]>([]);

/** Shows a plan in the inspector, wherever the user is. */
export function showPlan(report: ProblemsAnswer, retry?: () => Promise<AddAnswer>): void {
  plans.set([...plans.get(), { report, retry: retry ?? null }]);
  const { name } = currentScreen();
  if (name !== 'queue' && name !== 'viewer') showScreen({ name: 'queue' });
  if (!currentSettings().view.inspectorOpen) void changeSettings({ view: { inspectorOpen: true } });
}

/** The same inputs, planned anew: in the place of the plan before. */
export function replacePlan(plan: string, report: ProblemsAnswer): void {
  plans.set(plans.get().map((each) => (each.report.plan === plan ? { ...each, report } : each)));
}

/** It was decided. */
export function closePlan(plan: string): void {
  plans.set(plans.get().filter(({ report }) => report.plan !== plan));
}

export const usePlan = (): ShownPlan | undefined => useStore(plans)[0];
