import { useLayoutEffect, useState } from 'react';
import { mediaUrl } from '../../../shared/bridge/contract.ts';
import { jobName } from '../../../shared/picture-name.ts';
import type { Job } from '../../../shared/queue.ts';
import { useT } from '../../i18n/use-t.ts';
import { Checker } from '../../ui/checker.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './quick-look.module.css';

const cx = classNames(styles);

export interface QuickLookProps {
  readonly job: Job;
  readonly onClose: () => void;
}

/** One picture, large, over the list; whatever is pressed or clicked ends it. */
export function QuickLook({ job, onClose }: QuickLookProps) {
  const t = useT();
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== ' ' && event.key !== 'Escape') return;
      event.preventDefault();
      event.stopPropagation();
      onClose();
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, [onClose]);
  const side = job.state.name === 'done' ? 'after' : 'before';
  const address = mediaUrl(job, side, 1024);
  const [loaded, setLoaded] = useState<string>();
  return (
    <div
      role="dialog"
      aria-label={`${t('queue:quickLook')}: ${jobName(job.source)}`}
      className={cx('look')}
      onClick={onClose}
    >
      <figure className={cx('figure')}>
        <Checker square={12}>
          <div className={cx('pictures')}>
            {/* What the list shows is there at once. */}
            {loaded !== address && (
              <img className={cx('picture')} src={mediaUrl(job, side, 256)} alt="" />
            )}
            <img
              className={cx('picture')}
              src={address}
              alt={jobName(job.source)}
              onLoad={() => {
                setLoaded(address);
              }}
            />
          </div>
        </Checker>
        <figcaption>{jobName(job.source)}</figcaption>
      </figure>
    </div>
  );
}
