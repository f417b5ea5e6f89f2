import { Hand } from 'lucide-react';
import { Toolbar } from 'react-aria-components';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconToggle } from '../../ui/icon-button.tsx';
import styles from './tool-rail.module.css';

const cx = classNames(styles);

/** What the pointer does on the canvas. */
export function ToolRail() {
  const t = useT();
  return (
    <Toolbar orientation="vertical" aria-label={t('viewer:tools.label')} className={cx('rail')}>
      <IconToggle
        label={t('viewer:tools.hand')}
        shortcut="Space"
        tooltipPlacement="right"
        icon={<Hand size={16} />}
        isSelected
      />
    </Toolbar>
  );
}
