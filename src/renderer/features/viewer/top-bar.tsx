import { ArrowLeft, ChevronLeft, ChevronRight } from 'lucide-react';
import { jobName } from '../../../shared/picture-name.ts';
import type { Job, JobId } from '../../../shared/queue.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { DragOut } from './drag-out.tsx';
import { ModeControl } from './mode-control.tsx';
import type { PlaceInList } from './place-in-list.ts';
import styles from './top-bar.module.css';
import { lacksCutout, type KnownJob } from './use-job.ts';
import { ZoomMenu } from './zoom-menu.tsx';

const cx = classNames(styles);

export interface TopBarProps {
  readonly job: KnownJob;
  readonly place: PlaceInList | undefined;
  readonly onClose: () => void;
  readonly onShow: (job: JobId) => void;
}

export function TopBar({ job, place, onClose, onShow }: TopBarProps) {
  const t = useT();
  const { number } = useFormat();
  const { previous, next } = place ?? {};
  const show = (other: Job | null | undefined) => () => {
    if (other) onShow(other.id);
  };
  return (
    <header className={cx('bar')}>
      <Button
        variant="quiet"
        icon={<ArrowLeft size={16} aria-hidden />}
        aria-label={t('viewer:back')}
        onPress={onClose}
      >
        {t('shell:screens.queue')}
      </Button>
      <DragOut job={job} />
      <h1 className={cx('name')} data-selectable>
        {job ? jobName(job.source) : ''}
      </h1>
      <div className={cx('steps')}>
        {place !== undefined && place.number !== null && (
          <span className={cx('place')}>
            {t('viewer:place', { number: number(place.number), total: number(place.total) })}
          </span>
        )}
        <IconButton
          label={t('viewer:previous')}
          shortcut="ArrowLeft"
          icon={<ChevronLeft size={16} />}
          isDisabled={!previous}
          onPress={show(previous)}
        />
        <IconButton
          label={t('viewer:next')}
          shortcut="ArrowRight"
          icon={<ChevronRight size={16} />}
          isDisabled={!next}
          onPress={show(next)}
        />
      </div>
      <ModeControl isDisabled={lacksCutout(job)} />
      <div className={cx('zoom')}>
        <ZoomMenu />
      </div>
    </header>
  );
}
