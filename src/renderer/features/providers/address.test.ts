import { expect, it } from 'vitest';
import { isProviderAddress } from './address.ts';

it.each([
  ['https://api.example.com/v1', true],
  ['http://127.0.0.1:8080/v1', true],
  ['http://[::1]:8080', true],
  ['http://localhost', true],
  ['http://api.example.com', false],
  ['http://127.0.0.1.example.com', false],
  ['https://user:word@example.com', false],
  ['https://example.com/?key=1', false],
  ['ftp://example.com', false],
  ['example.com', false],
])('%s can be an address: %s', (text, can) => {
  expect(isProviderAddress(text)).toBe(can);
});
