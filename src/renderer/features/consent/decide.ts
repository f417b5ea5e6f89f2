import { request } from '../../bridge/client.ts';
import { tellAnswer } from '../../stores/add-inputs.ts';
import { closeConsent } from '../../stores/consent-store.ts';
import { tellError } from '../../stores/notice-store.ts';
import { queueRequests } from '../queue-requests.ts';

/** What the user can say to a batch that wants to send pictures. What goes wrong is told. */

/** Adds it; `send` false: nothing of it is sent, whatever its recipe says. */
export async function answerConsent(plan: string, send: boolean): Promise<void> {
  closeConsent(plan);
  try {
    tellAnswer(await request('queue.answerConsent', { plan, send }));
  } catch (error) {
    tellError(error);
  }
}

/** Adds nothing. */
export async function refuse(plan: string): Promise<void> {
  closeConsent(plan);
  await queueRequests.dropPlan(plan);
}
