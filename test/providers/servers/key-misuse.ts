import type { SeenRequest } from './read-request.ts';

export type KeyHeader = 'x-api-key' | 'authorization';

export interface KeyRule {
  readonly key: string;
  readonly keyHeader: KeyHeader;
}

/** Every header by which a client could present itself to any of the providers. */
const CREDENTIAL_HEADERS = ['x-api-key', 'authorization', 'proxy-authorization', 'cookie'] as const;
const CREDENTIAL_PARAMETER = /key|token|secret|auth|password|credential/i;

export type KeyState = 'valid' | 'wrong' | 'missing';

/** Bearer keys take exactly one space before them. */
export function keyState({ headers }: SeenRequest, { key, keyHeader }: KeyRule): KeyState {
  const sent = headers[keyHeader];
  if (sent === undefined || sent === '') return 'missing';
  return sent === (keyHeader === 'authorization' ? `Bearer ${key}` : key) ? 'valid' : 'wrong';
}

function* misplaced(seen: SeenRequest, rule: KeyRule, body: Buffer): Generator<string> {
  for (const [name, value] of Object.entries(seen.headers)) {
    if (name !== rule.keyHeader && value.includes(rule.key)) yield `the header ${name}`;
  }
  const written = [rule.key, encodeURIComponent(rule.key)];
  if (written.some((key) => seen.path.includes(key))) yield 'the address';
  if (body.includes(rule.key)) yield 'the body';
}

/**
 * What a request does with a key, or with anything else that says who asks, that it should not.
 * With `keyless` the request is one that must not carry any.
 */
export function keyMisuse(
  seen: SeenRequest,
  rule: KeyRule,
  { body, keyless }: { readonly body: Buffer; readonly keyless: boolean },
): readonly string[] {
  const found: string[] = [];
  for (const place of misplaced(seen, rule, body)) found.push(`the key is in ${place}`);
  for (const name of CREDENTIAL_HEADERS) {
    if (seen.headers[name] === undefined) continue;
    if (keyless) found.push(`the header ${name} came with a request that takes no key`);
    else if (name !== rule.keyHeader)
      found.push(`the header ${name} is not how a key is sent here`);
  }
  const bearer = rule.keyHeader === 'authorization' ? seen.headers['authorization'] : undefined;
  if (bearer !== undefined && !/^Bearer [^\s,]+$/.test(bearer)) {
    found.push('the header authorization is not "Bearer", one space and the key');
  }
  for (const name of new URL(seen.path, 'http://any').searchParams.keys()) {
    if (CREDENTIAL_PARAMETER.test(name)) found.push(`the query has a credential, ${name}`);
  }
  return found;
}
