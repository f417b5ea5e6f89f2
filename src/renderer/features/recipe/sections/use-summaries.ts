import { useMemo } from 'react';
import { pictureName } from '../../../../shared/picture-name.ts';
import { parseRecipe, type Recipe } from '../../../../shared/recipe.ts';
import { useFormat, type Formats } from '../../../i18n/use-format.ts';
import { useT, type Translate } from '../../../i18n/use-t.ts';
import { sizeKindOf } from '../edit/canvas.ts';
import { edgeKindOf } from '../edit/edges.ts';
import { hasQuality } from '../edit/output.ts';
import { isSame } from '../edit/is-same.ts';
import { readMargin } from '../edit/margin.ts';
import { formatNames } from './format-names.ts';

const plain = parseRecipe({});

/** Which sections differ from a recipe that says nothing. */
export const changedSections = ({
  background,
  crop,
  canvas,
  refine,
  transparency,
  output,
  engine,
}: Recipe) => ({
  background: !isSame(background, plain.background),
  crop: !isSame([crop, canvas], [plain.crop, plain.canvas]),
  edges: !isSame([refine, transparency], [plain.refine, plain.transparency]),
  output: !isSame(output, plain.output),
  engine: !isSame(engine, plain.engine),
});

function summariesFor(t: Translate, format: Formats) {
  /** Of 0-100, with a decimal where there is one. */
  const percent = (value: number) =>
    format.number(value / 100, { style: 'percent', maximumFractionDigits: 1 });
  const px = (value: number) => `${format.number(value, { useGrouping: false })} px`;

  const background = ({ background: { ...chosen } }: Recipe): string => {
    switch (chosen.type) {
      case 'transparent':
        return t('recipe:background.kinds.transparent');
      case 'color':
        return chosen.color;
      case 'image':
        return pictureName(chosen.path);
      case 'blur':
        return t('recipe:background.blurred', { percent: percent(chosen.radius) });
    }
  };
  const crop = ({ crop: chosen, canvas }: Recipe): string => {
    const { size, subjectScale } = canvas;
    const parts: string[] = [];
    if (chosen.type === 'subject') {
      const { unit, values, isUniform } = readMargin(chosen.margin);
      const margin = isUniform ? (unit === '%' ? percent(values.top) : px(values.top)) : null;
      const isNone = isUniform && values.top === 0;
      parts.push(
        isNone
          ? t('recipe:crop.subject')
          : t('recipe:crop.subjectAnd', { margin: margin ?? t('recipe:crop.margins') }),
      );
      if (chosen.aspect !== null) parts.push(chosen.aspect);
    }
    if (typeof size !== 'string' && 'megapixels' in size) {
      const megapixels = format.number(size.megapixels, { maximumFractionDigits: 2 });
      parts.push(t('recipe:canvas.area', { megapixels }));
    } else if (typeof size !== 'string') {
      const { width, height } = size;
      if (width !== undefined && height !== undefined) parts.push(format.size({ width, height }));
      else if (width !== undefined) parts.push(t('recipe:canvas.wide', { px: px(width) }));
      else parts.push(t('recipe:canvas.high', { px: px(height ?? 0) }));
    } else if (size !== 'full') parts.push(t(`recipe:canvas.sizes.${sizeKindOf(canvas)}`));
    if (subjectScale !== null) parts.push(percent(subjectScale));
    return parts.length === 0 ? t('recipe:crop.none') : parts.join(' · ');
  };
  const edges = (recipe: Recipe): string => {
    const kind = edgeKindOf(recipe);
    return kind === undefined ? t('recipe:edges.own') : t(`recipe:edges.kinds.${kind}`);
  };
  const output = ({ output: { format: name, quality, depth, channels } }: Recipe): string => {
    const parts = [formatNames[name]];
    if (quality !== null && hasQuality(name)) parts.push(format.number(quality));
    if (depth === 16) parts.push(t('recipe:output.bits', { bits: '16' }));
    if (channels !== 'rgba') parts.push(t(`recipe:output.channelsShort.${channels}`));
    return parts.join(' · ');
  };
  const engine = ({ engine: { policy } }: Recipe): string => t(`recipe:engine.policies.${policy}`);
  return { percent, background, crop, edges, output, engine };
}

/** What the sections say while they are closed. */
export function useSummaries() {
  const t = useT();
  const format = useFormat();
  return useMemo(() => summariesFor(t, format), [t, format]);
}
