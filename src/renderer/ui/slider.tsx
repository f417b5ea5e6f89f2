import {
  Label,
  Slider as AriaSlider,
  SliderFill,
  SliderOutput,
  SliderThumb,
  SliderTrack,
  type SliderProps as AriaSliderProps,
} from 'react-aria-components';
import { classNames } from './class-names.ts';
import styles from './slider.module.css';

const cx = classNames(styles);

export interface SliderProps extends Omit<
  AriaSliderProps<number>,
  'className' | 'style' | 'children' | 'orientation' | 'defaultValue'
> {
  readonly label: string;
  readonly value: number;
  /** Only the track, for a toolbar. */
  readonly isBare?: boolean;
  /** How the number is told, where `formatOptions` cannot. */
  readonly format?: (value: number) => string;
}

/** `onChange` while it moves, `onChangeEnd` when it is let go of. */
export function Slider({ label, isBare = false, format, ...props }: SliderProps) {
  // Where the fill begins: at zero when that lies on the track.
  const { minValue = 0, maxValue = 100 } = props;
  const offset = Math.min(Math.max(0, minValue), maxValue);
  return (
    <AriaSlider
      {...props}
      {...(isBare ? { 'aria-label': label } : {})}
      className={cx('slider', isBare && 'bare')}
    >
      {!isBare && (
        <>
          <Label className={cx('label')}>{label}</Label>
          <SliderOutput className={cx('output')}>
            {({ state, defaultChildren }) =>
              format === undefined ? defaultChildren : format(state.values[0] ?? props.value)
            }
          </SliderOutput>
        </>
      )}
      <SliderTrack className={cx('track')}>
        <SliderFill className={cx('fill')} offset={offset} />
        <SliderThumb className={cx('thumb')} />
      </SliderTrack>
    </AriaSlider>
  );
}
