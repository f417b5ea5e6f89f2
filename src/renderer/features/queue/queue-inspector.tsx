import { usePlan } from '../../stores/plan-store.ts';
import { useLastSelectedJobs } from '../../stores/selected-jobs.ts';
import { DefaultRecipe } from '../recipe/default-recipe.tsx';
import { PlanSheet } from '../recipe/plan/plan-sheet.tsx';
import { SelectionRecipe } from '../recipe/selection-recipe.tsx';

/** What is beside the queue: a plan that waits for a decision, or else the selection's recipe. */
export function QueueInspector() {
  const plan = usePlan();
  const selected = useLastSelectedJobs();
  if (plan !== undefined) return <PlanSheet key={plan.report.plan} {...plan} />;
  const [first] = selected.jobs;
  const batch = selected.batches.find(({ id }) => id === first?.batch);
  if (batch === undefined) return <DefaultRecipe />;
  return <SelectionRecipe key={batch.id} selected={selected} batch={batch} />;
}
