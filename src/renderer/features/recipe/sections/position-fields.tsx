import { useT } from '../../../i18n/use-t.ts';
import { SettledSlider } from './settled-slider.tsx';
import { useSummaries } from './use-summaries.ts';

export interface PositionFieldsProps {
  /** Percent: 0 is at the left and the top. */
  readonly position: { readonly x: number; readonly y: number };
  readonly onChange: (position: { readonly x?: number; readonly y?: number }) => void;
}

export function PositionFields({ position, onChange }: PositionFieldsProps) {
  const t = useT();
  const { percent } = useSummaries();
  return (
    <>
      <SettledSlider
        label={t('recipe:position.across')}
        value={position.x}
        format={percent}
        onSettled={(x) => {
          onChange({ x });
        }}
      />
      <SettledSlider
        label={t('recipe:position.down')}
        value={position.y}
        format={percent}
        onSettled={(y) => {
          onChange({ y });
        }}
      />
    </>
  );
}
