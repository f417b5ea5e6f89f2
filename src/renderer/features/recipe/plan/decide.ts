import type { AddAnswer } from '../../../../shared/bridge/contract.ts';
import { request } from '../../../bridge/client.ts';
import { tellAnswer } from '../../../stores/add-inputs.ts';
import { tellError } from '../../../stores/notice-store.ts';
import { closePlan, replacePlan } from '../../../stores/plan-store.ts';
import { changeSettings, currentSettings, settingsTold } from '../../../stores/settings-store.ts';
import { queueRequests } from '../../queue-requests.ts';
import type { Fix } from './groups.ts';

/** What the user can do with a plan. What goes wrong is told, and the plan stays. */

export async function cancelPlan(plan: string): Promise<void> {
  closePlan(plan);
  await queueRequests.dropPlan(plan);
}

/** Adds all that nothing stands against. */
export async function addRest(plan: string): Promise<void> {
  try {
    const answer = await request('queue.addPlanned', { plan });
    closePlan(plan);
    tellAnswer(answer);
  } catch (error) {
    tellError(error);
  }
}

export async function planAgain(plan: string, retry: () => Promise<AddAnswer>): Promise<void> {
  try {
    const answer = await retry();
    if (answer.status === 'problems') replacePlan(plan, answer);
    else {
      closePlan(plan);
      tellAnswer(answer);
    }
    await queueRequests.dropPlan(plan);
  } catch (error) {
    tellError(error);
  }
}

/** Changes the settings as a problem asks for. Returns whether there is something to plan anew for. */
export async function applyFix(fix: Fix): Promise<boolean> {
  if (fix === 'number-names') {
    await changeSettings({ output: { placement: 'rename' } });
    return currentSettings().output.placement === 'rename';
  }
  try {
    const before = JSON.stringify(currentSettings().output.destination);
    const settings = await request('settings.chooseDestination', {});
    settingsTold(settings);
    return JSON.stringify(settings.output.destination) !== before;
  } catch (error) {
    tellError(error);
    return false;
  }
}
