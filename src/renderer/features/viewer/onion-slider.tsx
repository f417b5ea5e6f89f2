import { useT } from '../../i18n/use-t.ts';
import { Slider } from '../../ui/slider.tsx';
import { changeCanvas, useCanvas } from './viewer-store.ts';

/** How much the cutout covers of what it was made of. */
export function OnionSlider({ isDisabled }: { readonly isDisabled: boolean }) {
  const t = useT();
  const shown = useCanvas(({ mix }) => Math.round((1 - mix) * 100));
  return (
    <Slider
      label={t('viewer:onion')}
      isBare
      isDisabled={isDisabled}
      value={shown}
      minValue={0}
      maxValue={100}
      onChange={(value) => {
        changeCanvas((state) => ({ ...state, mix: 1 - value / 100 }));
      }}
    />
  );
}
