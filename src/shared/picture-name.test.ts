import { describe, expect, it } from 'vitest';
import { jobName, pictureName } from './picture-name.ts';

describe('pictureName', () => {
  it.each([
    ['/home/a/pictures/mug.jpg', 'mug.jpg'],
    ['/home/a/100%25.jpg', '100%25.jpg'],
    ['/home/a/odd\\name?.jpg', 'odd\\name?.jpg'],
    ['/home/a/shop/', 'shop'],
    ['/', '/'],
    ['C:\\pictures\\mug.jpg', 'mug.jpg'],
    ['C:/pictures/mug.jpg', 'mug.jpg'],
    ['\\\\nas\\share\\mug.jpg', 'mug.jpg'],
    ['D:\\', 'D:\\'],
    ['/data/pasted/Pasted 2026-11-24 20.31.05 (2).png', 'Pasted 2026-11-24 20.31.05 (2).png'],
  ])('calls the path %s %s', (path, name) => {
    expect(pictureName(path)).toBe(name);
  });

  it.each([
    ['https://example.org/a/mug.png?size=1/2#top', 'mug.png'],
    ['HTTP://example.org/a/b%20c.png', 'b c.png'],
    ['https://example.org/a/100%.png', '100%.png'],
    ['https://example.org/shop/', 'shop'],
    ['https://example.org', 'example.org'],
    ['https://me:word@example.org:8080/?picture=1', 'example.org'],
    ['http://[::1]:8080/', '[::1]'],
  ])('calls the address %s %s', (url, name) => {
    expect(pictureName(url)).toBe(name);
  });
});

it('calls a job by its file or its address', () => {
  expect(jobName({ kind: 'file', path: '/shop/mug.jpg', folder: '' })).toBe('mug.jpg');
  expect(jobName({ kind: 'url', url: 'https://example.org/mug.jpg' })).toBe('mug.jpg');
});
