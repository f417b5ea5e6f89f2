import { usePlan } from '../../stores/plan-store.ts';
import { useSelectedJobs } from '../../stores/selected-jobs.ts';
import { DefaultRecipe } from '../recipe/default-recipe.tsx';
import { PlanSheet } from '../recipe/plan/plan-sheet.tsx';
import { SelectionRecipe } from '../recipe/selection-recipe.tsx';

/** What is beside the queue: a plan that waits for a decision, or else the selection's recipe. */
export function QueueInspector() {
  const plan = usePlan();
  const selected = useSelectedJobs();
  if (plan !== undefined) return <PlanSheet key={plan.report.plan} {...plan} />;
  // Another recipe for the blink of an eye would only flicker.
  if (selected === undefined) return null;
  const [first] = selected.jobs;
  const batch = selected.batches.find(({ id }) => id === first?.batch);
  if (batch === undefined) return <DefaultRecipe />;
  return <SelectionRecipe selected={selected} batch={batch} />;
}
