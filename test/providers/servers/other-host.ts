import sharp from 'sharp';
import { send, type Reply } from './answers.ts';
import { listen } from './loopback.ts';

export interface OtherHostRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** A host that no key is meant for. */
export interface OtherHost {
  readonly url: string;
  readonly requests: readonly OtherHostRequest[];
  /** Whether any request brought this text in its headers or its path. */
  readonly saw: (text: string) => boolean;
  readonly close: () => Promise<void>;
}

/**
 * Answers everything with `reply`. Without one it gives a good PNG, so that a client that follows a
 * redirect to here has nothing else to stumble over.
 */
export async function otherHost(reply?: Reply): Promise<OtherHost> {
  const answer = reply ?? (await goodPicture());
  const requests: OtherHostRequest[] = [];
  const { origin, close } = await listen((request, response) => {
    const headers = Object.entries(request.headersDistinct).map(
      ([name, values]) => [name, (values ?? []).join(', ')] as const,
    );
    requests.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: Object.fromEntries(headers),
    });
    request.resume();
    send(response, answer);
  });
  return {
    url: `${origin}/`,
    requests,
    saw: (text) => requests.some((request) => JSON.stringify(request).includes(text)),
    close,
  };
}

async function goodPicture(): Promise<Reply> {
  const background = { r: 9, g: 90, b: 200, alpha: 0.5 };
  const body = await sharp({ create: { width: 64, height: 48, channels: 4, background } })
    .png()
    .toBuffer();
  return { status: 200, headers: { 'content-type': 'image/png' }, body };
}
