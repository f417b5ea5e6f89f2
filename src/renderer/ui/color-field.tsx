import { useState } from 'react';
import {
  Button,
  ColorArea,
  ColorPicker,
  ColorSlider,
  ColorSwatchPicker,
  ColorSwatchPickerItem,
  ColorSwatch,
  ColorThumb,
  Dialog,
  DialogTrigger,
  Group,
  Input,
  Popover,
  SliderTrack,
  TextField,
} from 'react-aria-components';
import { useT } from '../i18n/use-t.ts';
import { classNames } from './class-names.ts';
import styles from './color-field.module.css';
import { toHex } from './color-hex.ts';
import { FieldFrame, fieldProps, type FieldProps } from './field.tsx';
import fieldStyles from './field.module.css';
import popoverStyles from './popover.module.css';

const cx = classNames(styles);
const field = classNames(fieldStyles);
const popover = classNames(popoverStyles);

const usual = ['#ffffff', '#f5f5f5', '#e0e0e0', '#808080', '#222222', '#000000'];

export interface ColorFieldProps extends Omit<FieldProps, 'error'> {
  /** As recipes write it: `#rrggbb`, `rgb(1, 2, 3)` or a name. */
  readonly value: string;
  /** Only with colours that can be read. */
  readonly onChange: (value: string) => void;
  readonly swatches?: readonly string[];
  readonly isDisabled?: boolean;
}

export function ColorField({
  value,
  onChange,
  swatches = usual,
  isDisabled = false,
  ...shared
}: ColorFieldProps) {
  const t = useT();
  /** What is being typed, until it is a colour; null: nothing. */
  const [typed, setTyped] = useState<string | null>(null);
  const isWrong = typed !== null && toHex(typed) === undefined;
  const frame: FieldProps = { ...shared, error: isWrong ? t('common:notAColour') : undefined };
  const hex = toHex(value) ?? '#ffffff';
  return (
    <TextField
      {...fieldProps(frame)}
      isDisabled={isDisabled}
      value={typed ?? value}
      onChange={(text) => {
        setTyped(text);
        if (toHex(text) !== undefined) onChange(text.trim());
      }}
      onBlur={() => {
        setTyped(null);
      }}
    >
      <FieldFrame {...frame}>
        <Group className={`${field('box')} ${cx('box')}`}>
          <ColorPicker
            value={hex}
            onChange={(color) => {
              onChange(color.toString('hex'));
            }}
          >
            <DialogTrigger>
              <Button
                className={cx('open')}
                aria-label={t('common:pickColour')}
                isDisabled={isDisabled}
              >
                <ColorSwatch className={cx('swatch')} />
              </Button>
              <Popover placement="bottom start" offset={6} className={popover('popover')}>
                <Dialog aria-label={shared.label} className={cx('picker')}>
                  <ColorArea
                    colorSpace="hsb"
                    xChannel="saturation"
                    yChannel="brightness"
                    className={cx('area')}
                  >
                    <ColorThumb className={cx('thumb')} />
                  </ColorArea>
                  <ColorSlider colorSpace="hsb" channel="hue" className={cx('hue')}>
                    <SliderTrack className={cx('track')}>
                      <ColorThumb className={cx('thumb')} />
                    </SliderTrack>
                  </ColorSlider>
                  <ColorSwatchPicker className={cx('swatches')}>
                    {swatches.map((color) => (
                      <ColorSwatchPickerItem key={color} color={color} className={cx('item')}>
                        <ColorSwatch className={cx('swatch')} />
                      </ColorSwatchPickerItem>
                    ))}
                  </ColorSwatchPicker>
                </Dialog>
              </Popover>
            </DialogTrigger>
          </ColorPicker>
          <Input className={field('input')} spellCheck={false} />
        </Group>
      </FieldFrame>
    </TextField>
  );
}
