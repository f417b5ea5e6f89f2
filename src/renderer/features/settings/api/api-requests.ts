import type { MadeApiKey, NewApiKey } from '../../../../shared/api-key.ts';
import { request } from '../../../bridge/client.ts';
import { keyMade, keysTold } from '../../../stores/api-store.ts';
import { tellError } from '../../../stores/notice-store.ts';
import { say } from '../../../stores/toast-store.ts';

/** Whether it was made; what stands against it is told. */
export async function addKey(wanted: NewApiKey): Promise<boolean> {
  try {
    keyMade(await request('api.addKey', wanted));
    return true;
  } catch (thrown) {
    tellError(thrown);
    return false;
  }
}

/** Whether it was revoked; what stands against it is told. */
export async function revokeKey(id: string): Promise<boolean> {
  try {
    keysTold(await request('api.revokeKey', { id }));
    return true;
  } catch (thrown) {
    tellError(thrown);
    return false;
  }
}

async function copied(sent: Promise<unknown>, words: string): Promise<void> {
  try {
    await sent;
    say(words);
  } catch (thrown) {
    tellError(thrown);
  }
}

export const copyKey = ({ secret }: MadeApiKey, words: string) =>
  copied(request('api.copyKey', { secret }), words);

export const copyAddress = (words: string) => copied(request('api.copyAddress', {}), words);

export const openPage = () => {
  request('api.openPage', {}).catch(tellError);
};

export const tryAgain = () => {
  request('api.retry', {}).catch(tellError);
};
