import { expect, it } from 'vitest';
import { webAddresses } from './web-addresses.ts';

it.each([
  ['https://example.com/a.png', ['https://example.com/a.png']],
  ['# remark\r\nhttp://a/b.jpg\r\n\r\n HTTPS://c/d.jpg ', ['http://a/b.jpg', 'HTTPS://c/d.jpg']],
  ['see https://example.com/a.png', []],
  ['https://example.com/a.png\nand more', []],
  ['file:///etc/passwd', []],
  ['javascript:alert(1)', []],
  ['https://', []],
  ['', []],
])('%j', (text, expected) => {
  expect(webAddresses(text)).toEqual(expected);
});
