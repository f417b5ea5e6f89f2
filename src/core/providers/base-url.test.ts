import { describe, expect, it } from 'vitest';
import { refusal } from '../../../test/helpers/refusal.ts';
import { below, parseBaseUrl } from './base-url.ts';
import { providers } from './catalogue.ts';

describe('parseBaseUrl', () => {
  it.each([
    'https://api.poof.bg/v1',
    'https://example.com',
    'http://127.0.0.1:8080/v1',
    'http://localhost:9',
    'http://[::1]/a',
  ])('takes %s', (text) => {
    expect(parseBaseUrl('Poof', text).href.replace(/\/$/, '')).toBe(text);
  });

  it.each([
    [null, 'none is documented'],
    [' ', 'none is documented'],
    ['api.poof.bg', 'no web address'],
    ['http://api.poof.bg/v1', 'https'],
    ['http://192.168.1.4/v1', 'https'],
    ['http://127.0.0.1.example.com', 'https'],
    ['ftp://api.poof.bg', 'https'],
    ['file:///etc', 'https'],
    ['https://me:secret@api.poof.bg', 'user name'],
    ['https://api.poof.bg/v1?key=1', 'query'],
  ])('refuses %s', async (text, words) => {
    const error = await refusal(() => parseBaseUrl('Poof', text));
    expect(error).toMatchObject({ code: 'provider-no-address', params: { provider: 'Poof' } });
    expect(String(error.params['reason'])).toContain(words);
    expect(error.message).not.toContain('secret');
  });

  it('takes every address that is documented; of one none is', () => {
    const unknown = providers.filter(({ baseUrl }) => baseUrl === null).map(({ id }) => id);
    expect(unknown).toEqual(['tengr']);
    for (const { name, baseUrl } of providers) {
      if (baseUrl !== null) expect(parseBaseUrl(name, baseUrl).protocol).toBe('https:');
    }
  });
});

describe('below', () => {
  it.each([
    ['https://a.example/v1', '/images?take=1', 'https://a.example/v1/images?take=1'],
    ['https://a.example/v1/', '/images', 'https://a.example/v1/images'],
    ['https://a.example', '/remove/v1', 'https://a.example/remove/v1'],
  ])('%s and %s', (base, path, expected) => {
    expect(below(new URL(base), path).href).toBe(expected);
  });
});
