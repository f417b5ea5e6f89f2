import { useCallback, useRef, type ReactNode } from 'react';
import { classNames } from '../../ui/class-names.ts';
import { cornerOf, frameOf, shownOf, type CanvasState, type Side } from './canvas-state.ts';
import { GAP, paneOf } from './panes.ts';
import styles from './pane.module.css';
import { usePaint } from './use-paint.ts';

const cx = classNames(styles);
const px = (length: number) => `${length}px`;

function paintPane(pane: HTMLElement, state: CanvasState, side: Side): void {
  const { mode, canvas, ratio } = state;
  const { width } = paneOf(mode, canvas);
  const shown = shownOf(state, side);
  const isSecond = mode === 'side' && side === 'after';
  pane.style.left = px(isSecond ? (width + GAP) / ratio : 0);
  pane.style.width = px(width / ratio);
  pane.style.visibility = shown === null ? 'hidden' : 'visible';
  if (shown === null) return;
  pane.style.opacity = String(shown.opacity);
  pane.style.clipPath = `inset(0 ${px(shown.right / ratio)} 0 ${px(shown.left / ratio)})`;
}

function paintFrame(frame: HTMLElement, state: CanvasState): void {
  const { picture, ratio } = state;
  const corner = cornerOf(state);
  const { width, height } = frameOf(state);
  frame.style.transform = `translate(${px(corner.x / ratio)}, ${px(corner.y / ratio)})`;
  // A pan changes none of these, and must not make anything be laid out or styled anew.
  const wide = px(width / ratio);
  const high = px(height / ratio);
  const unitX = String(width / ratio / picture.width);
  const unitY = String(height / ratio / picture.height);
  const { style } = frame;
  if (style.width !== wide) style.width = wide;
  if (style.height !== high) style.height = high;
  if (style.getPropertyValue('--unit-x') !== unitX) style.setProperty('--unit-x', unitX);
  if (style.getPropertyValue('--unit-y') !== unitY) style.setProperty('--unit-y', unitY);
}

export interface PaneProps {
  readonly side: Side;
  /** Lies in the frame of the picture that the view is of. */
  readonly children: ReactNode;
}

/** A view of one side of the picture. */
export function Pane({ side, children }: PaneProps) {
  const pane = useRef<HTMLDivElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  usePaint(
    useCallback(
      (state) => {
        if (pane.current !== null) paintPane(pane.current, state, side);
        if (frame.current !== null) paintFrame(frame.current, state);
      },
      [side],
    ),
  );
  return (
    <div ref={pane} className={cx('pane')}>
      <div ref={frame} className={cx('frame')}>
        {children}
      </div>
    </div>
  );
}
