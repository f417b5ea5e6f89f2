import { Cloud, FolderSync, Images, Settings as SettingsIcon, type LucideIcon } from 'lucide-react';
import { Button } from 'react-aria-components';
import { useT } from '../i18n/use-t.ts';
import { useOfflineFolders } from '../stores/folders-store.ts';
import { useQueueState } from '../stores/queue-store.ts';
import { DrawnBadge } from '../ui/badge.tsx';
import { classNames } from '../ui/class-names.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import styles from './rail.module.css';
import { showScreen, useScreen, type Screen } from './screen.ts';
import { commandKeys } from './shortcuts.ts';

const cx = classNames(styles);

interface RailItemProps {
  readonly screen: Exclude<Screen, { name: 'viewer' }>;
  readonly icon: LucideIcon;
  /** Under the icon: one short word. */
  readonly label: string;
  /** The full name, in the tooltip. */
  readonly name: string;
  readonly shortcut: string;
  readonly badge?: { readonly count: number; readonly label: string };
}

function RailItem({ screen, icon: Icon, label, name, shortcut, badge }: RailItemProps) {
  const shown = useScreen();
  // Who speaks to the computer says what is to be seen.
  const isSeen = name.toLowerCase().includes(label.toLowerCase());
  const spoken = isSeen ? name : `${label}, ${name}`;
  // The viewer is a closer look at the queue.
  const isCurrent = (shown.name === 'viewer' ? 'queue' : shown.name) === screen.name;
  return (
    <Tooltip text={name} shortcut={shortcut} placement="right">
      <Button
        className={cx('item')}
        aria-label={badge === undefined || badge.count === 0 ? spoken : `${spoken}, ${badge.label}`}
        aria-current={isCurrent ? 'page' : 'false'}
        onPress={() => {
          showScreen(screen);
        }}
      >
        <span className={cx('icon')}>
          <Icon size={20} aria-hidden />
          {badge !== undefined && badge.count > 0 && (
            <span className={cx('badge')}>
              <DrawnBadge text={badge.count > 99 ? '99+' : String(badge.count)} />
            </span>
          )}
        </span>
        <span className={cx('label')}>{label}</span>
      </Button>
    </Tooltip>
  );
}

export function Rail() {
  const t = useT();
  const failed = useQueueState()?.counts.failed ?? 0;
  const offline = useOfflineFolders();
  return (
    <nav className={cx('rail')} aria-label={t('shell:rail.label')}>
      <RailItem
        screen={{ name: 'queue' }}
        icon={Images}
        label={t('shell:rail.queue')}
        name={t('shell:screens.queue')}
        shortcut={commandKeys['show-queue']}
        badge={{ count: failed, label: t('shell:rail.failed', { count: failed }) }}
      />
      <RailItem
        screen={{ name: 'folders' }}
        icon={FolderSync}
        label={t('shell:rail.folders')}
        name={t('shell:screens.folders')}
        shortcut={commandKeys['show-folders']}
        badge={{ count: offline, label: t('shell:rail.offline', { count: offline }) }}
      />
      <RailItem
        screen={{ name: 'providers' }}
        icon={Cloud}
        label={t('shell:rail.providers')}
        name={t('shell:screens.providers')}
        shortcut={commandKeys['show-providers']}
      />
      <span className={cx('gap')} />
      <RailItem
        screen={{ name: 'settings' }}
        icon={SettingsIcon}
        label={t('shell:rail.settings')}
        name={t('shell:screens.settings')}
        shortcut={commandKeys['show-settings']}
      />
    </nav>
  );
}
