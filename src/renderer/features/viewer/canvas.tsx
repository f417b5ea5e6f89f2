import { useCallback, useLayoutEffect, useRef, type ReactNode } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { followPointers } from './canvas-input.ts';
import { withCanvas } from './canvas-state.ts';
import styles from './canvas.module.css';
import { changeCanvas } from './viewer-store.ts';
import { useHeldKeys } from './use-held-keys.ts';

const cx = classNames(styles);

/**
 * The canvas's size and place in px of the screen, which CSS px are not always whole ones of. Both
 * come from its box: under emulated scaling, what an observer tells of its size is in other px.
 */
function measure(root: HTMLElement): void {
  const density = window.devicePixelRatio;
  const { left, top, width, height } = root.getBoundingClientRect();
  const canvas = { width: Math.round(width * density), height: Math.round(height * density) };
  const origin = { x: left * density, y: top * density };
  // Styles are in px that the document's own zoom enlarges; boxes are told without it.
  const ratio = density * root.currentCSSZoom;
  changeCanvas((state) => withCanvas(state, { canvas, ratio, origin }));
}

export interface CanvasProps {
  /** A click on the picture, as no drag. */
  readonly onClick: () => void;
  readonly children: ReactNode;
}

/** The neutral ground on which pictures are looked at. */
export function Canvas({ onClick, children }: CanvasProps) {
  const t = useT();
  const root = useRef<HTMLDivElement>(null);

  useLayoutEffect(() => {
    const element = root.current;
    if (element === null) return;
    measure(element);
    const observer = new ResizeObserver(() => {
      measure(element);
    });
    observer.observe(element, { box: 'device-pixel-content-box' });
    return () => {
      observer.disconnect();
    };
  }, []);

  useLayoutEffect(
    () => (root.current === null ? undefined : followPointers(root.current, onClick)),
    [onClick],
  );

  useHeldKeys(
    useCallback((isHeld) => {
      if (root.current !== null) root.current.toggleAttribute('data-space', isHeld);
    }, []),
  );

  return (
    <div ref={root} className={cx('canvas')} role="group" aria-label={t('viewer:canvas')}>
      {children}
    </div>
  );
}
