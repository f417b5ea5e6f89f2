import { clipboard, shell } from 'electron';
import type { LocalApi } from '../api/local-api.ts';
import type { RequestHandlers } from '../bridge/register.ts';

type ApiHandlers = Pick<RequestHandlers, Extract<keyof RequestHandlers, `api.${string}`>>;

export const apiHandlers = (api: LocalApi): ApiHandlers => ({
  'api.status': () => api.status,
  'api.retry': () => {
    api.retry();
    return {};
  },
  'api.openPage': async () => {
    await shell.openExternal(`${api.url}/v1/docs`);
    return {};
  },
  'api.copyAddress': async () => {
    await clipboard.writeText(api.url);
    return {};
  },
  'api.copyKey': async ({ secret }) => {
    await clipboard.writeText(secret);
    return {};
  },
  'api.keys': () => api.keys(),
  'api.addKey': (wanted) => api.addKey(wanted),
  'api.revokeKey': ({ id }) => {
    api.revokeKey(id);
    return api.keys();
  },
});
