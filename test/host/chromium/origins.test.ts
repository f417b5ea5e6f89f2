import { expect, test } from 'vitest';
import {
  fromChromium,
  originOf,
  policyToChromium,
  serveFromOrigin,
  toChromium,
} from './origins.ts';

serveFromOrigin('app');

test.each([
  ['app://offcut/index.html?a#b', 'http://offcut.app.localhost/index.html?a#b'],
  ['app://offcut/', 'http://offcut.app.localhost/'],
  ['media://thumb/1', 'media://thumb/1'],
  ['https://example.com/', 'https://example.com/'],
])('%s is %s in Chromium, and back', (url, inChromium) => {
  expect(toChromium(url)).toBe(inChromium);
  expect(fromChromium(inChromium)).toBe(url);
});

test('other origins below localhost are what they are', () => {
  expect(fromChromium('http://offcut.other.localhost/')).toBe('http://offcut.other.localhost/');
});

test('an origin is told in the words of the app', () => {
  expect(originOf('app://offcut/index.html')).toBe('app://offcut');
  expect(originOf('https://example.com/a')).toBe('https://example.com');
  expect(originOf('about:blank')).toBe('null');
});

test('a policy that names the schemes of the app is kept', () => {
  expect(policyToChromium("script-src 'self' app: app://offcut; img-src media:")).toBe(
    "script-src 'self' http://*.app.localhost http://offcut.app.localhost; img-src media:",
  );
});
