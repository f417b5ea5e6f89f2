/** Whether an address leads to this very machine, so that nothing of it crosses a network. */
export const isLoopback = ({ hostname }: { readonly hostname: string }): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
