import { describe, expect, it } from 'vitest';
import { redact } from './redact.ts';

const home = '/home/ada';

describe('redact', () => {
  it.each([
    ['/home/ada/shop/mug.jpg failed', '~/shop/mug.jpg failed'],
    ['key sk_live_abcdefghijklmnop refused', 'key [key] refused'],
    [`live_offcut_${'aB-_'.repeat(10)}xyz refused`, 'live_[key] refused'],
    ['x-api-key: 0123456789abcdef', 'x-api-key: [key]'],
    ['{"Authorization":"Bearer abc.def"}', '{"Authorization":"[key]"}'],
    ['sha256 0123456789abcdef0123456789abcdef', 'sha256 [hex]'],
    ['GET https://s3.example/a.png?X-Amz-Signature=abc', 'GET https://s3.example/a.png?[query]'],
    ['https://ada:pw@example.com/a', 'https://[user]@example.com/a'],
    ['38 of 212 done', '38 of 212 done'],
  ])('%s', (line, expected) => {
    expect(redact(line, home)).toBe(expected);
  });
});
