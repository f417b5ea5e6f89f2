import type { Offered } from './emitter.ts';
import { strict } from './not-in-stand-in.ts';

type BeforeRequest = (
  details: Electron.OnBeforeRequestListenerDetails,
  callback: (response: Electron.CallbackResponse) => void,
) => void;
type HeadersReceived = (
  details: Electron.OnHeadersReceivedListenerDetails,
  callback: (response: Electron.HeadersReceivedResponse) => void,
) => void;
type Filter = Electron.WebRequestFilter;

interface Rule<L> {
  readonly matches: (url: string) => boolean;
  readonly listener: L;
}

/** A match pattern such as `https://*.example.com/*`. */
function matcher(pattern: string): (url: string) => boolean {
  if (pattern === '<all_urls>') return () => true;
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const whole = new RegExp(`^${source}$`);
  return (url) => whole.test(url);
}

function rule<L>(first: Filter | L | null, second?: L | null): Rule<L> | undefined {
  if (typeof first === 'function') return { matches: () => true, listener: first };
  if (first === null || second === undefined || second === null) return undefined;
  const patterns = (first as Filter).urls.map(matcher);
  return { matches: (url) => patterns.some((matches) => matches(url)), listener: second };
}

/** The app's say over the requests of its pages. */
export class StandInWebRequest implements Offered<Electron.WebRequest> {
  private beforeRequest: Rule<BeforeRequest> | undefined;
  private headersReceived: Rule<HeadersReceived> | undefined;

  constructor() {
    return strict('webRequest', this);
  }

  onBeforeRequest(first: Filter | BeforeRequest | null, second?: BeforeRequest | null): void {
    this.beforeRequest = rule(first, second);
  }

  onHeadersReceived(first: Filter | HeadersReceived | null, second?: HeadersReceived | null): void {
    this.headersReceived = rule(first, second);
  }

  get filtersRequests(): boolean {
    return this.beforeRequest !== undefined;
  }

  get filtersHeaders(): boolean {
    return this.headersReceived !== undefined;
  }

  ask(details: Electron.OnBeforeRequestListenerDetails): Promise<Electron.CallbackResponse> {
    const { beforeRequest } = this;
    if (beforeRequest?.matches(details.url) !== true) return Promise.resolve({});
    return new Promise((resolve) => {
      beforeRequest.listener(details, resolve);
    });
  }

  askHeaders(
    details: Electron.OnHeadersReceivedListenerDetails,
  ): Promise<Electron.HeadersReceivedResponse> {
    const { headersReceived } = this;
    if (headersReceived?.matches(details.url) !== true) return Promise.resolve({});
    return new Promise((resolve) => {
      headersReceived.listener(details, resolve);
    });
  }
}
