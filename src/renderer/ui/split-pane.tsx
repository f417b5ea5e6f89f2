import { useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { classNames } from './class-names.ts';
import styles from './split-pane.module.css';
import { clampWidth, widthAfterKey, type WidthLimits } from './split-width.ts';

const cx = classNames(styles);

export interface SplitPaneProps {
  /** Of the handle, for screen readers. */
  readonly label: string;
  readonly main: ReactNode;
  /** At the right; null: there is none. */
  readonly side: ReactNode;
  readonly isOpen: boolean;
  /** px of the side. */
  readonly width: number;
  readonly limits: WidthLimits;
  /** When the handle is let go of, and at each key. */
  readonly onWidthChange: (width: number) => void;
}

export function SplitPane(props: SplitPaneProps) {
  const { label, main, side, isOpen, width, limits, onWidthChange } = props;
  /** While it is dragged: where it began, and how wide it is now. */
  const [drag, setDrag] = useState<{ x: number; from: number; now: number } | null>(null);
  const shown = drag?.now ?? width;

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag({ x: event.clientX, from: width, now: width });
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (drag === null) return;
    setDrag({ ...drag, now: clampWidth(drag.from + drag.x - event.clientX, limits) });
  };
  const onPointerUp = () => {
    if (drag !== null && drag.now !== width) onWidthChange(drag.now);
    setDrag(null);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const next = widthAfterKey(event.key, event.shiftKey, width, limits);
    if (next === undefined) return;
    event.preventDefault();
    if (next !== width) onWidthChange(next);
  };

  return (
    <div className={cx('split')}>
      <div className={cx('main')}>{main}</div>
      {isOpen && side !== null && (
        <aside className={cx('side')} style={{ width: shown }}>
          <div
            role="separator"
            tabIndex={0}
            aria-label={label}
            aria-orientation="vertical"
            aria-valuenow={shown}
            aria-valuemin={limits.min}
            aria-valuemax={limits.max}
            className={cx('handle', drag !== null && 'dragging')}
            onPointerDown={onPointerDown}
            onPointerMove={onPointerMove}
            onPointerUp={onPointerUp}
            onPointerCancel={onPointerUp}
            onKeyDown={onKeyDown}
            onDoubleClick={() => {
              onWidthChange(limits.usual);
            }}
          />
          {side}
        </aside>
      )}
    </div>
  );
}
