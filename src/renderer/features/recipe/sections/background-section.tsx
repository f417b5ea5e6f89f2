import { useRef } from 'react';
import { pictureName } from '../../../../shared/picture-name.ts';
import { request } from '../../../bridge/client.ts';
import { useT } from '../../../i18n/use-t.ts';
import { tellError } from '../../../stores/notice-store.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Select } from '../../../ui/select.tsx';
import { Tooltip } from '../../../ui/tooltip.tsx';
import {
  backgroundTypes,
  imageFits,
  newBackground,
  withBackground,
  withBlur,
  withColor,
  withImage,
  withImageFit,
  withImagePosition,
  type Background,
  type BackgroundType,
} from '../edit/background.ts';
import { PositionFields } from './position-fields.tsx';
import type { SectionProps } from './section.ts';
import styles from './sections.module.css';
import { SettledColor } from './settled-color.tsx';
import { SettledSlider } from './settled-slider.tsx';
import { useSummaries } from './use-summaries.ts';

const cx = classNames(styles);

export function BackgroundSection({ recipe, onChange }: SectionProps) {
  const t = useT();
  const { percent } = useSummaries();
  const { background } = recipe;
  /** What each kind was before another one was tried. */
  const before = useRef(new Map<BackgroundType, Background>());

  const chooseImage = async () => {
    try {
      const chosen = await request('recipe.chooseBackground', {});
      if (chosen !== null) onChange(withImage(recipe, chosen.path));
    } catch (error) {
      tellError(error);
    }
  };
  const choose = (type: BackgroundType) => {
    before.current.set(background.type, background);
    const known = before.current.get(type);
    if (known !== undefined) onChange(withBackground(recipe, known));
    else if (type === 'image') void chooseImage();
    else onChange(withBackground(recipe, newBackground(type)));
  };

  return (
    <>
      <Select
        label={t('recipe:background.kind')}
        value={background.type}
        onChange={choose}
        options={backgroundTypes.map((value) => ({
          value,
          label: t(`recipe:background.kinds.${value}`),
        }))}
      />
      {background.type === 'color' && (
        <SettledColor
          label={t('recipe:background.colour')}
          value={background.color}
          onSettled={(color) => {
            onChange(withColor(recipe, color));
          }}
        />
      )}
      {background.type === 'image' && (
        <>
          <div className={cx('file')}>
            <Tooltip text={background.path}>
              <Button
                wide
                aria-label={t('recipe:background.chooseOther', {
                  name: pictureName(background.path),
                })}
                onPress={() => void chooseImage()}
              >
                {pictureName(background.path)}
              </Button>
            </Tooltip>
          </div>
          <Select
            label={t('recipe:background.fit')}
            value={background.fit}
            onChange={(fit) => {
              onChange(withImageFit(recipe, fit));
            }}
            options={imageFits.map((value) => ({
              value,
              label: t(`recipe:background.fits.${value}`),
            }))}
          />
          {background.fit !== 'fill' && (
            <PositionFields
              position={background.position}
              onChange={(position) => {
                onChange(withImagePosition(recipe, position));
              }}
            />
          )}
        </>
      )}
      {background.type === 'blur' && (
        <SettledSlider
          label={t('recipe:background.strength')}
          value={background.radius}
          minValue={0.1}
          maxValue={20}
          step={0.1}
          format={percent}
          onSettled={(radius) => {
            onChange(withBlur(recipe, radius));
          }}
        />
      )}
      {recipe.output.channels === 'alpha' && (
        <p className={cx('hint')}>{t('recipe:background.notInMatte')}</p>
      )}
    </>
  );
}
