import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import { mediaUrl, type MediaSide } from '../../../shared/bridge/contract.ts';
import type { Job } from '../../../shared/queue.ts';
import { classNames } from '../../ui/class-names.ts';
import styles from './thumb.module.css';

const cx = classNames(styles);

export interface ThumbProps {
  readonly job: Job;
  readonly side: MediaSide;
  readonly size: 256 | 512;
}

/** A small picture; an empty place where there is none to show. */
export function Thumb({ job, side, size }: ThumbProps) {
  const address = mediaUrl(job, side, size);
  const [missing, setMissing] = useState<string>();
  if (missing === address) {
    return (
      <span className={cx('missing')}>
        <ImageOff size={20} aria-hidden />
      </span>
    );
  }
  return (
    <img
      key={address}
      className={cx('thumb')}
      src={address}
      alt=""
      draggable={false}
      decoding="async"
      onError={() => {
        setMissing(address);
      }}
    />
  );
}
