import { useLayoutEffect, useRef, useState } from 'react';
import { mediaUrl, type MediaSide } from '../../../shared/bridge/contract.ts';
import type { Box, Size } from '../../../shared/cutout.ts';
import type { Job } from '../../../shared/queue.ts';
import { classNames } from '../../ui/class-names.ts';
import { isFiner, PIXELATED_FROM, sizeNeeded, type PictureSize } from './picture-size.ts';
import { pooled } from './picture-pool.ts';
import styles from './picture-layer.module.css';
import { useCanvas } from './viewer-store.ts';

const cx = classNames(styles);

export type LayerState = 'loading' | 'shown' | 'failed';

export interface PictureLayerProps {
  readonly job: Job;
  readonly side: MediaSide;
  /** px of the picture itself. */
  readonly size: Size;
  /** Where it lies, in px of what the view is of. */
  readonly box: Box;
  /** Painted in the accent where the picture is opaque, instead of in its own colours. */
  readonly isPainted?: boolean;
  /** Comes from `useCallback`. */
  readonly onState?: (state: LayerState) => void;
}

/** One picture in the frame: a small one at once, and finer ones as soon as there is room for them. */
export function PictureLayer(props: PictureLayerProps) {
  const { job, side, size, box, isPainted = false, onState } = props;
  const layer = useRef<HTMLDivElement>(null);
  const [shown, setShown] = useState<{ readonly of: string; readonly size: PictureSize }>();
  const longer = Math.max(size.width, size.height);
  const scale = box.width / size.width;
  const needed = useCanvas(({ view }) => sizeNeeded(longer, view.zoom * scale));
  const isPixelated = useCanvas(({ view }) => view.zoom * scale >= PIXELATED_FROM);
  const smallest = mediaUrl(job, side, 1024);
  const has = shown?.of === smallest ? shown.size : undefined;

  useLayoutEffect(() => {
    if (!isFiner(needed, has)) return;
    // What is there first is shown first; the finer one takes its place.
    const sizes = has === undefined && needed !== 1024 ? ([1024, needed] as const) : [needed];
    let rank: PictureSize | undefined = has;
    let isOver = false;
    const show = (next: PictureSize, image: HTMLImageElement) => {
      const element = layer.current;
      if (isOver || element === null || !isFiner(next, rank)) return;
      rank = next;
      element.replaceChildren(image);
      setShown({ of: smallest, size: next });
      onState?.('shown');
    };
    if (has === undefined) onState?.('loading');
    const pending = sizes.map((next) => {
      const { image, decoded, isDecoded } = pooled(mediaUrl(job, side, next));
      if (isDecoded()) show(next, image);
      return decoded.then(() => {
        show(next, image);
      });
    });
    Promise.any(pending).catch(() => {
      if (!isOver && has === undefined) onState?.('failed');
    });
    return () => {
      isOver = true;
    };
  }, [job, side, needed, has, smallest, onState]);

  const place = {
    width: size.width,
    height: size.height,
    '--x': box.x,
    '--y': box.y,
    '--across': scale,
    '--down': box.height / size.height,
  };
  return (
    <>
      {isPainted && <Paint />}
      <div
        ref={layer}
        className={cx('layer', isPixelated && needed === has && 'pixelated')}
        style={{
          ...place,
          // What was there before must not stand in for another picture.
          visibility: has === undefined ? 'hidden' : 'visible',
          ...(isPainted ? { filter: `url("#${PAINT}")` } : {}),
        }}
      />
    </>
  );
}

const PAINT = 'offcut-paint';

/** A mask would be the shorter way, but masks are fetched with CORS, which schemes of apps lack. */
const Paint = () => (
  <svg className={cx('paint')} aria-hidden>
    <filter id={PAINT} x="0" y="0" width="1" height="1" colorInterpolationFilters="sRGB">
      <feFlood floodColor="currentColor" />
      <feComposite operator="in" in2="SourceAlpha" />
    </filter>
  </svg>
);
