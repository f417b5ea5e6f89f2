import { useCallback, useRef } from 'react';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import type { CanvasState, Side } from './canvas-state.ts';
import { GAP, paneOf } from './panes.ts';
import styles from './side-label.module.css';
import { usePaint } from './use-paint.ts';

const cx = classNames(styles);

/** Closer to an edge than this share, the line would cut through the word that stands there. */
const NEAR = 0.12;

function isSeen({ mode, mix, side: toggled, peeking }: CanvasState, side: Side): boolean {
  if (mode === 'side') return true;
  if (peeking) return side === 'before';
  if (mode === 'toggle') return side === toggled;
  if (mode === 'onion') return false;
  return side === 'before' ? mix > NEAR : mix < 1 - NEAR;
}

/** Says which side is which, in the corner of its pane. */
export function SideLabel({ side }: { readonly side: Side }) {
  const t = useT();
  const label = useRef<HTMLDivElement>(null);
  usePaint(
    useCallback(
      (state) => {
        const element = label.current;
        if (element === null) return;
        const { mode, canvas, ratio } = state;
        element.style.opacity = isSeen(state, side) ? '1' : '0';
        // In a wipe, after is at the right of the one pane; otherwise each begins its own.
        const isRight = side === 'after' && mode === 'wipe';
        const start = side === 'after' && mode === 'side' ? paneOf(mode, canvas).width + GAP : 0;
        element.style.left = isRight ? 'auto' : `${start / ratio}px`;
        element.style.right = isRight ? '0' : 'auto';
      },
      [side],
    ),
  );
  return (
    <div ref={label} className={cx('label')} aria-hidden>
      {side === 'before' ? t('viewer:before') : t('viewer:after')}
    </div>
  );
}
