import { useT } from '../../../i18n/use-t.ts';
import { NumberField } from '../../../ui/number-field.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { Select } from '../../../ui/select.tsx';
import { Switch } from '../../../ui/switch.tsx';
import { usualAspects, withAspect, withCropToSubject, withMargin } from '../edit/crop.ts';
import { CanvasFields } from './canvas-fields.tsx';
import { MarginFields } from './margin-fields.tsx';
import type { SectionProps } from './section.ts';
import styles from './sections.module.css';

const cx = classNames(styles);

const ANY = 'any';
const OWN = 'own';
const isUsual = (aspect: string) => (usualAspects as readonly string[]).includes(aspect);

function AspectFields({
  aspect,
  onChange,
}: {
  aspect: string;
  onChange: (aspect: string) => void;
}) {
  const t = useT();
  const [width = 1, height = 1] = aspect.split(':').map(Number);
  const shared = { minValue: 1, maxValue: 9999, formatOptions: { useGrouping: false } };
  return (
    <div className={cx('pair')}>
      <NumberField
        {...shared}
        label={t('recipe:crop.ratioWidth')}
        value={width}
        onChange={(next) => {
          if (!Number.isNaN(next)) onChange(`${next}:${height}`);
        }}
      />
      <NumberField
        {...shared}
        label={t('recipe:crop.ratioHeight')}
        value={height}
        onChange={(next) => {
          if (!Number.isNaN(next)) onChange(`${width}:${next}`);
        }}
      />
    </div>
  );
}

export function CropSection({ recipe, onChange }: SectionProps) {
  const t = useT();
  const { crop } = recipe;
  const aspect = crop.type === 'subject' ? crop.aspect : null;
  const isOwn = aspect !== null && !isUsual(aspect);
  return (
    <>
      <Switch
        label={t('recipe:crop.toSubject')}
        isSelected={crop.type === 'subject'}
        onChange={(isCropped) => {
          onChange(withCropToSubject(recipe, isCropped));
        }}
      />
      {crop.type === 'subject' && (
        <>
          <MarginFields
            margin={crop.margin}
            onChange={(change) => {
              onChange(withMargin(recipe, change));
            }}
          />
          <Select
            label={t('recipe:crop.aspect')}
            value={isOwn ? OWN : (aspect ?? ANY)}
            onChange={(value) => {
              // A ratio that is near to none of the usual ones begins the user's own.
              const next = value === ANY ? null : value === OWN ? '5:7' : value;
              onChange(withAspect(recipe, next));
            }}
            options={[
              { value: ANY, label: t('recipe:crop.anyAspect') },
              ...usualAspects.map((value) => ({ value, label: value })),
              { value: OWN, label: t('recipe:crop.ownAspect') },
            ]}
          />
          {isOwn && (
            <AspectFields
              aspect={aspect}
              onChange={(next) => {
                onChange(withAspect(recipe, next));
              }}
            />
          )}
        </>
      )}
      <CanvasFields recipe={recipe} onChange={onChange} />
    </>
  );
}
