import { useLayoutEffect } from 'react';
import { isTaken } from '../../app/shortcuts.ts';
import { changeCanvas } from './viewer-store.ts';

/** What Space does of its own, for who came there by the keyboard. */
const pressable = 'button, a, [role=slider], [role=button], [tabindex]';

const isSpaceTaken = (event: KeyboardEvent) =>
  event.target instanceof Element && event.target.closest(pressable)?.matches(':focus-visible');

const peek = (peeking: boolean) => {
  changeCanvas((state) => (state.peeking === peeking ? state : { ...state, peeking }));
};

/** B held shows before, Space held pans. `onSpace` comes from `useCallback`. */
export function useHeldKeys(onSpace: (isHeld: boolean) => void): void {
  useLayoutEffect(() => {
    const ending = new AbortController();
    const { signal } = ending;
    const onDown = (event: KeyboardEvent) => {
      if (isTaken(event) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'b' || event.key === 'B') peek(true);
      if (event.key !== ' ' || isSpaceTaken(event)) return;
      // A button that was clicked before would be pressed again.
      event.preventDefault();
      event.stopPropagation();
      onSpace(true);
    };
    const onUp = (event: KeyboardEvent) => {
      if (event.key === 'b' || event.key === 'B') peek(false);
      if (event.key === ' ') onSpace(false);
    };
    const release = () => {
      peek(false);
      onSpace(false);
    };
    window.addEventListener('keydown', onDown, { signal, capture: true });
    window.addEventListener('keyup', onUp, { signal, capture: true });
    window.addEventListener('blur', release, { signal });
    return () => {
      ending.abort();
      release();
    };
  }, [onSpace]);
}
