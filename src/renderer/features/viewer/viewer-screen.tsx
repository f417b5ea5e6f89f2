import type { JobId } from '../../../shared/queue.ts';
import { showsThrough } from '../../../shared/shows-through.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { BottomBar } from './bottom-bar.tsx';
import { Stage } from './stage.tsx';
import { ToolRail } from './tool-rail.tsx';
import { TopBar } from './top-bar.tsx';
import { useJob } from './use-job.ts';
import { usePlace } from './use-place.ts';
import { usePreload } from './use-preload.ts';
import { useRecipe } from './use-recipe.ts';
import { useViewerKeys } from './use-viewer-keys.ts';
import styles from './viewer-screen.module.css';

const cx = classNames(styles);

export interface ViewerScreenProps {
  readonly job: JobId;
  /** Back to the queue. */
  readonly onClose: () => void;
  /** To another job of those that the queue lists. */
  readonly onShow: (job: JobId) => void;
}

/** A picture and its cutout, compared closely. */
export function ViewerScreen({ job: id, onClose, onShow }: ViewerScreenProps) {
  const t = useT();
  const job = useJob(id);
  const place = usePlace(id);
  const recipe = useRecipe(job?.batch);
  usePreload(place?.next, place?.previous);
  useViewerKeys({ job, place, onClose, onShow });
  return (
    <div className={cx('screen')}>
      <TopBar job={job} place={place} onClose={onClose} onShow={onShow} />
      <div className={cx('middle')}>
        <ToolRail />
        {job && <Stage job={job} recipe={recipe} />}
        {job === null && (
          <div className={cx('gone')}>
            <p>{t('viewer:gone')}</p>
            <Button onPress={onClose}>{t('viewer:back')}</Button>
          </div>
        )}
      </div>
      {/* Most cutouts are transparent: what is there for those alone need not come and go. */}
      <BottomBar id={id} job={job} isClear={recipe === undefined || showsThrough(recipe)} />
    </div>
  );
}
