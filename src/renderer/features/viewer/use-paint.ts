import { useLayoutEffect } from 'react';
import type { CanvasState } from './canvas-state.ts';
import { canvas } from './viewer-store.ts';

/** Writes styles at every change of the canvas, without React. `paint` comes from `useCallback`. */
export function usePaint(paint: (state: CanvasState) => void): void {
  useLayoutEffect(() => {
    const now = () => {
      paint(canvas.get());
    };
    now();
    return canvas.subscribe(now);
  }, [paint]);
}
