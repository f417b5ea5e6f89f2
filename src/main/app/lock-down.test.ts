import { describe, expect, it, vi } from 'vitest';
import { isOwnPage, mayLoad } from './lock-down.ts';

vi.mock('electron', () => ({}));

const dev = 'http://localhost:5173';

describe('isOwnPage', () => {
  it.each(['app://offcut/index.html', 'app://offcut/', 'app://offcut/index.html?x#y'])(
    'is at home at %s',
    (address) => {
      expect(isOwnPage(address, undefined)).toBe(true);
    },
  );

  it.each([
    'https://example.com/app://offcut/',
    'https://app.offcut/',
    'app://offcut.evil/',
    'app://offcut@evil/',
    'app://evil/offcut',
    'app://offcut/assets/icon.png',
    'blob:app://offcut/index.html',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'http://localhost:5173/',
    'offcut-media://job/1/after/512',
    'about:blank',
    '',
  ])('does not go to %s', (address) => {
    expect(isOwnPage(address, undefined)).toBe(false);
  });

  it('is at home on the server of the developer, and nowhere beside it', () => {
    expect(isOwnPage(`${dev}/index.html`, dev)).toBe(true);
    expect(isOwnPage('http://localhost:5174/', dev)).toBe(false);
    expect(isOwnPage('http://localhost:5173.evil/', dev)).toBe(false);
  });
});

describe('mayLoad', () => {
  it.each(['app://offcut/a.js', 'offcut-media://job/1/after/512', 'blob:app://offcut/x'])(
    'lets %s in',
    (address) => {
      expect(mayLoad(address, undefined)).toBe(true);
    },
  );

  it.each([
    'https://example.com/',
    'http://127.0.0.1/',
    'ws://localhost:5173/',
    'file:///a',
    'data:,',
    'ftp://a/',
    '',
  ])('keeps %s out', (address) => {
    expect(mayLoad(address, undefined)).toBe(false);
  });

  it('lets the server of the developer in', () => {
    expect(mayLoad('ws://localhost:5173/', dev)).toBe(true);
    expect(mayLoad('http://localhost:5173/main.tsx', dev)).toBe(true);
    expect(mayLoad('http://localhost:80/', dev)).toBe(false);
  });
});
