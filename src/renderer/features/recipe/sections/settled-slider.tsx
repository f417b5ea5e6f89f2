import { useState } from 'react';
import { Slider, type SliderProps } from '../../../ui/slider.tsx';

export interface SettledSliderProps extends Omit<SliderProps, 'onChange' | 'onChangeEnd'> {
  /** When it is let go of: each change is written to disk, and asks for a preview. */
  readonly onSettled: (value: number) => void;
}

export function SettledSlider({ value, onSettled, ...props }: SettledSliderProps) {
  const [moving, setMoving] = useState<number | null>(null);
  return (
    <Slider
      {...props}
      value={moving ?? value}
      onChange={setMoving}
      onChangeEnd={(end) => {
        setMoving(null);
        onSettled(end);
      }}
    />
  );
}
