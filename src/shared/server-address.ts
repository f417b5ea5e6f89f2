/** The parts of a web address that say whether keys may be sent there; a `URL` is one. */
export interface AddressParts {
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly hostname: string;
  readonly search: string;
  readonly hash: string;
}

/** Whether an address leads to this very machine, so that nothing of it crosses a network. */
export const isLoopback = ({ hostname }: Pick<AddressParts, 'hostname'>): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/**
 * Why an address cannot be what a provider's calls begin with, or undefined. Keys are sent to it, so
 * it has to be https, but for servers on this machine.
 */
export function serverAddressProblem(url: AddressParts): string | undefined {
  if (url.username !== '' || url.password !== '') return 'it holds a user name or password';
  if (url.search !== '' || url.hash !== '') return 'it ends in a query';
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url));
  return isSafe ? undefined : 'it has to begin with https://';
}
