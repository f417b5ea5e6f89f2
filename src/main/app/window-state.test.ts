import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { useTempFolder } from '../../../test/helpers/temp.ts';
import { isReachable, WindowState } from './window-state.ts';

const tempFolder = useTempFolder();
const bounds = { x: 10, y: 20, width: 1024, height: 640 };

describe('WindowState', () => {
  it('remembers where the window was, and what was said', async () => {
    const folder = await tempFolder();
    const state = new WindowState(folder);
    expect(state.bounds).toBeUndefined();
    expect(state.firstTime('quit')).toBe(true);
    state.remember(bounds, true);
    const again = new WindowState(folder);
    expect(again.bounds).toEqual(bounds);
    expect(again.maximized).toBe(true);
    expect(again.firstTime('quit')).toBe(false);
    expect(again.firstTime('tray')).toBe(true);
  });

  it.each(['{', '{"bounds":{"x":"left"},"maximized":7,"said":null}', '[]'])(
    'begins anew with %s',
    async (text) => {
      const folder = await tempFolder();
      writeFileSync(path.join(folder, 'window.json'), text);
      const state = new WindowState(folder);
      expect(state.bounds).toBeUndefined();
      expect(state.maximized).toBe(false);
      expect(state.firstTime('quit')).toBe(true);
    },
  );
});

describe('isReachable', () => {
  const screen = { x: 0, y: 0, width: 1920, height: 1080 };
  it.each([
    [bounds, true],
    [{ ...bounds, x: -900 }, true],
    [{ ...bounds, x: -1024 }, false],
    [{ ...bounds, x: 1900 }, false],
    [{ ...bounds, y: 1100 }, false],
    [{ ...bounds, y: -500 }, false],
    [{ ...bounds, x: 2500 }, false],
  ])('%j: %s', (place, expected) => {
    expect(isReachable(place, [screen])).toBe(expected);
  });

  it('knows a second screen', () => {
    const second = { x: 1920, y: 0, width: 1920, height: 1080 };
    expect(isReachable({ ...bounds, x: 2500 }, [screen, second])).toBe(true);
  });
});
