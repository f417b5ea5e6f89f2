import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import { mediaUrl } from '../../../shared/bridge/contract.ts';
import { jobName } from '../../../shared/picture-name.ts';
import type { HotFolderId, Job } from '../../../shared/queue.ts';
import { showScreen } from '../../app/screen.ts';
import { request } from '../../bridge/client.ts';
import { useT } from '../../i18n/use-t.ts';
import { Checker } from '../../ui/checker.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './latest-pictures.module.css';

const cx = classNames(styles);

const MOST = 5;

/** The last cutouts of a hot folder that the queue's list still has, the newest first. */
async function latestOf(id: HotFolderId): Promise<readonly Job[]> {
  const { batches } = await request('queue.batches', {});
  // A hot folder has one batch as long as its recipe stays; the newest is listed first.
  const newest = batches.find(({ batch, counts }) => batch.hotFolder === id && counts.done > 0);
  if (newest === undefined) return [];
  const { jobs } = await request('queue.page', {
    batch: newest.batch.id,
    states: ['done'],
    offset: Math.max(0, newest.counts.done - MOST),
    limit: MOST,
  });
  return jobs.toReversed();
}

export interface LatestPicturesProps {
  readonly folder: HotFolderId;
  /** How many cutouts the list has: another number, other pictures. */
  readonly done: number;
}

export function LatestPictures({ folder, done }: LatestPicturesProps) {
  const t = useT();
  const [jobs, setJobs] = useState<readonly Job[]>([]);
  useEffect(() => {
    let isOver = false;
    latestOf(folder)
      .then((latest) => {
        if (!isOver) setJobs(latest);
      })
      // They only adorn the card; what is wrong with the queue is told elsewhere.
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [folder, done]);

  return (
    <ul className={cx('pictures')} aria-label={t('folders:latest')}>
      {jobs.map((job) => (
        <li key={job.id}>
          <Button
            className={cx('picture')}
            aria-label={t('folders:openPicture', { name: jobName(job.source) })}
            onPress={() => {
              showScreen({ name: 'viewer', job: job.id });
            }}
          >
            <Checker>
              <img src={mediaUrl(job, 'after', 256)} alt="" draggable={false} />
            </Checker>
          </Button>
        </li>
      ))}
    </ul>
  );
}
