import type { BrowserContext, Request as PageRequest, Route } from 'playwright-core';
import { fromChromium, policyToChromium, toChromium } from './origins.ts';
import { standInProtocol } from './protocol.ts';
import { contentsOfPage } from './registry.ts';
import { webRequest } from './session.ts';
import type { StandInWebContents } from './web-contents.ts';
import { webFrameMain } from './web-frame-main.ts';

type Details = Electron.OnBeforeRequestListenerDetails;
let requests = 0;

/** Chromium's kinds of requests as Electron names them. */
const kinds: Readonly<Record<string, Details['resourceType']>> = {
  stylesheet: 'stylesheet',
  script: 'script',
  image: 'image',
  font: 'font',
  media: 'media',
  xhr: 'xhr',
  fetch: 'xhr',
  ping: 'ping',
  websocket: 'webSocket',
};

/** Leads every request of the app's pages past the app, as Electron does. */
export async function routeRequests(context: BrowserContext): Promise<void> {
  await context.route(
    () => true,
    (route) => answer(route).catch(() => undefined),
  );
  await context.routeWebSocket(
    () => webRequest.filtersRequests,
    async (socket) => {
      const details = { ...base(socket.url(), 'GET'), resourceType: 'webSocket' as const };
      if ((await webRequest.ask(details)).cancel === true) await socket.close();
      else socket.connectToServer();
    },
  );
}

async function answer(route: Route): Promise<void> {
  const request = route.request();
  const frame = frameOf(request);
  const contents = frame === undefined ? undefined : contentsOfPage.get(frame.page());
  const url = fromChromium(request.url());
  if (request.isNavigationRequest() && frame !== undefined) {
    if (contents === undefined) {
      await openedByPage(route, url);
      return;
    }
    if (!contents.mayNavigate(url, webFrameMain(frame), frame.parentFrame() === null)) {
      await route.abort('aborted');
      return;
    }
  }
  const details = detailsOf(request, url, contents);
  const { cancel, redirectURL } = await webRequest.ask(details);
  if (cancel === true) {
    await route.abort('blockedbyclient');
  } else if (redirectURL !== undefined) {
    await route.fulfill({ status: 307, headers: { location: toChromium(redirectURL) } });
  } else {
    await load(route, details);
  }
}

/** A page that no window has: one that a page opens. The app's handler decides about it. */
async function openedByPage(route: Route, url: string): Promise<void> {
  const page = route.request().frame().page();
  const opener = await page.opener();
  const contents = opener === null ? undefined : contentsOfPage.get(opener);
  await route.abort('aborted').catch(() => undefined);
  await page.close().catch(() => undefined);
  contents?.pageOpens(url);
}

async function load(route: Route, details: Details): Promise<void> {
  const { url } = details;
  const handler = standInProtocol.handlers.get(/^[^:]*/.exec(url)?.[0] ?? '');
  if (handler === undefined) {
    const plain = /^(https?|wss?|chrome|chrome-error|devtools|file):/.test(url);
    if (!plain || url !== route.request().url()) await route.abort('failed');
    else if (webRequest.filtersHeaders && url.startsWith('http')) await fetchOver(route, details);
    else await route.continue();
    return;
  }
  try {
    const response = await handler(requestFor(route.request(), url));
    const headers = await headersFor(response, details);
    const body = Buffer.from(await response.arrayBuffer());
    await route.fulfill({ status: response.status, headers, body });
  } catch (error) {
    console.error(`The handler of ${url} failed:`, error);
    await route.abort('failed');
  }
}

function requestFor(request: PageRequest, url: string): GlobalRequest {
  const body = request.postDataBuffer();
  const headers = Object.entries(request.headers()).filter(([name]) => !name.startsWith(':'));
  const init = { method: request.method(), headers };
  return new Request(url, body === null ? init : { ...init, body: new Uint8Array(body) });
}

async function headersFor(
  response: Pick<Response, 'headers' | 'status' | 'statusText'>,
  details: Details,
): Promise<Record<string, string>> {
  const responseHeaders: Record<string, string[]> = {};
  for (const [name, value] of response.headers) responseHeaders[name] = [value];
  const { status, statusText } = response;
  const statusLine = `HTTP/1.1 ${status} ${statusText}`;
  const changed = await webRequest.askHeaders({
    ...details,
    statusLine,
    statusCode: status,
    responseHeaders,
  });
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(changed.responseHeaders ?? responseHeaders)) {
    const text = Array.isArray(value) ? value.join(', ') : value;
    const key = name.toLowerCase();
    if (key === 'content-security-policy') headers[key] = policyToChromium(text);
    else headers[key] = key === 'location' ? toChromium(text) : text;
  }
  return headers;
}

/** Fetches for the page, because the app wants to see and change the headers. */
async function fetchOver(route: Route, details: Details): Promise<void> {
  const response = await route.fetch({ maxRedirects: 0 });
  const headers = await headersFor(
    {
      headers: new Headers(response.headers()),
      status: response.status(),
      statusText: response.statusText(),
    },
    details,
  );
  await route.fulfill({ response, headers });
}

function detailsOf(
  request: PageRequest,
  url: string,
  contents: StandInWebContents | undefined,
): Details {
  const frame = frameOf(request);
  const document = frame?.parentFrame() === null ? 'mainFrame' : 'subFrame';
  const details = {
    ...base(url, request.method()),
    resourceType: request.isNavigationRequest()
      ? document
      : (kinds[request.resourceType()] ?? 'other'),
    referrer: fromChromium(request.headers()['referer'] ?? ''),
  };
  if (contents === undefined || frame === undefined) return details;
  const webContents = contents.electron;
  return { ...details, webContents, webContentsId: contents.id, frame: webFrameMain(frame) };
}

const base = (url: string, method: string): Details => ({
  id: ++requests,
  url,
  method,
  resourceType: 'other',
  referrer: '',
  timestamp: Date.now(),
  uploadData: [],
});

/** A request of a worker, or one whose page is going, has no frame. */
function frameOf(request: PageRequest) {
  try {
    return request.frame();
  } catch {
    return undefined;
  }
}
