import type { AddAnswer, InputInfo } from '../../shared/bridge/contract.ts';
import { on, request } from '../bridge/client.ts';
import { sayError, translate } from '../i18n/say.ts';
import { askForConsent } from './consent-store.ts';
import { tellError } from './notice-store.ts';
import { showPlan } from './plan-store.ts';
import { say } from './toast-store.ts';

/** Says what was added, shows what stands against it, or asks what it needs consent for. */
export function tellAnswer(answer: AddAnswer, retry?: () => Promise<AddAnswer>): void {
  if (answer.status === 'problems') {
    showPlan(answer, retry);
    return;
  }
  if (answer.status === 'consent') {
    askForConsent(answer);
    return;
  }
  const t = translate();
  const added = t('recipe:added', { count: answer.pictures });
  say([added, ...answer.warnings.map(sayError)].join(' '));
}

/** Asks to add something, and tells what became of it; the plan can be made again the same way. */
export async function tellAdding(ask: () => Promise<AddAnswer>): Promise<void> {
  try {
    tellAnswer(await ask(), ask);
  } catch (error) {
    tellError(error);
  }
}

/** Adds what was dropped, chosen or pasted, by the recipe of the settings. */
export async function addInputs(inputs: readonly InputInfo[]): Promise<void> {
  if (inputs.length === 0) return;
  const ids = inputs.map(({ id }) => id);
  await tellAdding(() => request('queue.add', { inputs: ids }));
}

/** Hears what became of pictures that came from outside the window. */
export function followPlanned(): void {
  on('queue.planned', (answer) => {
    tellAnswer(answer);
  });
}
