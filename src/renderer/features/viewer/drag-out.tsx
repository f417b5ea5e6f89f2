import { mediaUrl } from '../../../shared/bridge/contract.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { queueRequests } from '../queue-requests.ts';
import styles from './drag-out.module.css';
import type { KnownJob } from './use-job.ts';

const cx = classNames(styles);

/**
 * The cutout in small, to be dragged into another program: on the canvas, dragging moves the
 * picture. Keys have copy and reveal for it. While there is no cutout, its place is kept.
 */
export function DragOut({ job }: { readonly job: KnownJob }) {
  const t = useT();
  if (job?.state.name !== 'done') return <span className={cx('place')} />;
  return (
    <img
      className={cx('small')}
      src={mediaUrl(job, 'after', 256)}
      alt=""
      title={t('viewer:dragOut')}
      draggable
      onDragStart={(event) => {
        // The main process drags the file; the page would only drag a picture of it.
        event.preventDefault();
        void queueRequests.drag([job.id]);
      }}
    />
  );
}
