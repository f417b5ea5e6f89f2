import { useCallback, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { handleX } from './canvas-state.ts';
import { MIDDLE, percentOf, shareAt, sliderKey } from './mix.ts';
import { paneOf, visibleSpan } from './panes.ts';
import { usePaint } from './use-paint.ts';
import { canvas, changeCanvas } from './viewer-store.ts';
import styles from './wipe-handle.module.css';

const cx = classNames(styles);

const mixAs = (mix: number) => {
  changeCanvas((state) => ({ ...state, mix }));
};

/** Places the handle under the pointer; `grabbed` is how far off its middle it was taken, px of the window. */
function dragTo(clientX: number, element: HTMLElement, grabbed: number): void {
  const { mode, view, picture, canvas: size } = canvas.get();
  const left = element.offsetParent?.getBoundingClientRect().left ?? 0;
  const span = visibleSpan(view, picture, paneOf(mode, size));
  mixAs(shareAt((clientX - grabbed - left) * window.devicePixelRatio, span));
}

/** The line between before and after: it is dragged, or moved by keys as sliders are. */
export function WipeHandle() {
  const t = useT();
  const { percent } = useFormat();
  const handle = useRef<HTMLDivElement>(null);
  const grabbed = useRef<number | null>(null);

  usePaint(
    useCallback(
      (state) => {
        const element = handle.current;
        if (element === null) return;
        const { ratio, origin, mix, peeking } = state;
        const x = (Math.round(handleX(state) + origin.x) - origin.x) / ratio;
        element.style.transform = `translateX(${x}px)`;
        element.style.visibility = peeking ? 'hidden' : 'visible';
        // The words, not the number: they are none at first, and change with the language.
        const text = t('viewer:wipe.value', { percent: percent(mix) });
        if (element.getAttribute('aria-valuetext') === text) return;
        element.setAttribute('aria-valuenow', String(percentOf(mix)));
        element.setAttribute('aria-valuetext', text);
      },
      [t, percent],
    ),
  );

  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.stopPropagation();
    const { left } = event.currentTarget.getBoundingClientRect();
    grabbed.current = event.clientX - left;
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (grabbed.current !== null) dragTo(event.clientX, event.currentTarget, grabbed.current);
  };
  const onPointerUp = () => {
    grabbed.current = null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = sliderKey(canvas.get().mix, event.key, event.shiftKey);
    if (next === undefined) return;
    event.preventDefault();
    mixAs(next);
  };

  return (
    <div
      ref={handle}
      className={cx('handle')}
      role="slider"
      tabIndex={0}
      aria-label={t('viewer:wipe.label')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={50}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
      onKeyDown={onKeyDown}
      onDoubleClick={() => {
        mixAs(MIDDLE);
      }}
    >
      <span className={cx('grip')} aria-hidden>
        <svg viewBox="0 0 28 28" width="28" height="28">
          <path d="M11 9.5L6.5 14l4.5 4.5M17 9.5l4.5 4.5l-4.5 4.5" />
        </svg>
      </span>
    </div>
  );
}
