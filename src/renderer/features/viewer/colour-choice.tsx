import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { useT } from '../../i18n/use-t.ts';
import { classNames } from '../../ui/class-names.ts';
import { ColorField } from '../../ui/color-field.tsx';
import { Popover } from '../../ui/popover.tsx';
import { Tooltip } from '../../ui/tooltip.tsx';
import styles from './colour-choice.module.css';
import { like, useLiking } from './viewer-store.ts';

const cx = classNames(styles);

const presets = [
  ['white', '#ffffff'],
  ['black', '#000000'],
  ['grey', '#808080'],
  ['green', '#00b140'],
] as const;

const choose = (colour: string) => {
  like({ colour });
};

/** The colour behind the cutout, to see how it stands there. It changes nothing of the file. */
export function ColourChoice({ isDisabled }: { readonly isDisabled: boolean }) {
  const t = useT();
  const colour = useLiking((liking) => liking.colour);
  const swatch = (value: string) => (
    <span className={cx('swatch')} style={{ background: value }} aria-hidden />
  );
  return (
    <Popover
      label={t('viewer:colours.label')}
      placement="top start"
      trigger={
        <Button
          className={cx('button')}
          aria-label={t('viewer:colours.label')}
          isDisabled={isDisabled}
        >
          {swatch(colour)}
        </Button>
      }
    >
      <div className={cx('choices')}>
        <ToggleButtonGroup
          aria-label={t('viewer:colours.label')}
          className={cx('presets')}
          selectionMode="single"
          selectedKeys={[colour]}
          onSelectionChange={([key]) => {
            if (typeof key === 'string') choose(key);
          }}
        >
          {presets.map(([name, value]) => (
            <Tooltip key={name} text={t(`viewer:colours.${name}`)} placement="top">
              <ToggleButton
                id={value}
                className={cx('button', 'preset')}
                aria-label={t(`viewer:colours.${name}`)}
              >
                {swatch(value)}
              </ToggleButton>
            </Tooltip>
          ))}
        </ToggleButtonGroup>
        <ColorField label={t('viewer:colours.other')} value={colour} onChange={choose} />
      </div>
    </Popover>
  );
}
