import { Copy, ExternalLink, FolderOpen, RotateCw } from 'lucide-react';
import type { JobId } from '../../../shared/queue.ts';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { queueRequests } from '../queue-requests.ts';
import styles from './job-actions.module.css';

const cx = classNames(styles);

export interface JobActionsProps {
  readonly job: JobId;
  readonly isDisabled: boolean;
}

/** What can be done with a cutout. */
export function JobActions({ job, isDisabled }: JobActionsProps) {
  const t = useT();
  return (
    <div className={cx('actions')}>
      <IconButton
        label={t('viewer:actions.copy')}
        tooltipPlacement="top"
        isDisabled={isDisabled}
        icon={<Copy size={16} />}
        onPress={() => {
          void queueRequests.copy(job);
        }}
      />
      <IconButton
        label={t('viewer:actions.open')}
        tooltipPlacement="top"
        isDisabled={isDisabled}
        icon={<ExternalLink size={16} />}
        onPress={() => {
          void queueRequests.open(job);
        }}
      />
      <IconButton
        label={t('viewer:actions.reveal')}
        shortcut="Mod+Shift+R"
        tooltipPlacement="top"
        isDisabled={isDisabled}
        icon={<FolderOpen size={16} />}
        onPress={() => {
          void queueRequests.reveal(job, 'output');
        }}
      />
      <IconButton
        label={t('viewer:actions.again')}
        shortcut="R"
        tooltipPlacement="top"
        isDisabled={isDisabled}
        icon={<RotateCw size={16} />}
        onPress={() => {
          void queueRequests.retry([job]);
        }}
      />
    </div>
  );
}
