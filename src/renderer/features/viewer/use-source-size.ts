import { useEffect, useState } from 'react';
import { mediaUrl } from '../../../shared/bridge/contract.ts';
import type { Size } from '../../../shared/cutout.ts';
import type { Job } from '../../../shared/queue.ts';
import { pooled } from './picture-pool.ts';

type Known = { readonly of: string; readonly size: Size | null };

/**
 * px of a source that no cutout tells of: at first those of a small picture of it, which has its
 * shape. null: it cannot be shown; undefined: it is not known yet.
 */
export function useSourceSize(job: Job, isAsked: boolean): Size | null | undefined {
  const [known, setKnown] = useState<Known>();
  const small = mediaUrl(job, 'before', 1024);
  const full = mediaUrl(job, 'before', 'full');
  useEffect(() => {
    if (!isAsked) return;
    let isOver = false;
    let hasFull = false;
    const show = async (url: string) => {
      const { image, decoded } = pooled(url);
      await decoded;
      if (isOver || (url === small && hasFull)) return;
      if (url === full) hasFull = true;
      setKnown({ of: small, size: { width: image.naturalWidth, height: image.naturalHeight } });
    };
    Promise.any([show(small), show(full)]).catch(() => {
      if (!isOver) setKnown({ of: small, size: null });
    });
    return () => {
      isOver = true;
    };
  }, [isAsked, small, full]);
  return known?.of === small ? known.size : undefined;
}
