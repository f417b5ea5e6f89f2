import { serverAddressProblem } from '../../../shared/server-address.ts';

/** Whether a provider's calls can begin with it; the main process has the last word. */
export const isProviderAddress = (text: string): boolean =>
  URL.canParse(text) && serverAddressProblem(new URL(text)) === undefined;
