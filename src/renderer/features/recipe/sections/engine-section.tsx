import { DEFAULT_MIN_CONFIDENCE } from '../../../../shared/recipe.ts';
import { useT } from '../../../i18n/use-t.ts';
import { classNames } from '../../../ui/class-names.ts';
import { Select } from '../../../ui/select.tsx';
import { policies, withMinConfidence, withPolicy } from '../edit/engine.ts';
import type { SectionProps } from './section.ts';
import styles from './sections.module.css';
import { SettledSlider } from './settled-slider.tsx';
import { useSummaries } from './use-summaries.ts';

const cx = classNames(styles);

/** Who computes the matte: this computer, or the user's own accounts elsewhere. */
export function EngineSection({ recipe, onChange }: SectionProps) {
  const t = useT();
  const { percent } = useSummaries();
  const { policy, minConfidence } = recipe.engine;
  return (
    <>
      <Select
        label={t('recipe:engine.policy')}
        value={policy}
        onChange={(value) => {
          onChange(withPolicy(recipe, value));
        }}
        options={policies.map((value) => ({
          value,
          label: t(`recipe:engine.policies.${value}`),
          description: t(`recipe:engine.about.${value}`),
        }))}
      />
      {policy === 'local-then-cloud' && (
        <SettledSlider
          label={t('recipe:engine.minConfidence')}
          value={Math.round((minConfidence ?? DEFAULT_MIN_CONFIDENCE) * 100)}
          format={percent}
          onSettled={(value) => {
            onChange(withMinConfidence(recipe, value / 100));
          }}
        />
      )}
      {policy !== 'local' && <p className={cx('hint')}>{t('recipe:engine.asked')}</p>}
    </>
  );
}
