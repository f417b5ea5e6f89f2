import { CircleDashed, Contrast, Grid2x2, Image, PaintBucket } from 'lucide-react';
import { useT } from '../../i18n/use-t.ts';
import { SegmentedControl, type Segment } from '../../ui/segmented-control.tsx';
import { ColourChoice } from './colour-choice.tsx';
import { like, useCanvas, useLiking, type Look } from './viewer-store.ts';

/** CSS px of the canvas under which words give way to icons. */
const NARROW = 860;

const onChange = (look: Look) => {
  like({ look });
};

export interface LookControlProps {
  /** Whether the cutout is transparent; nothing is seen behind another one. */
  readonly isClear: boolean;
  readonly isDisabled: boolean;
}

/** What is laid behind the cutout, or shown in its place. */
export function LookControl({ isClear, isDisabled }: LookControlProps) {
  const t = useT();
  const look = useLiking((liking) => liking.look);
  const isNarrow = useCanvas(({ canvas, ratio }) => canvas.width / ratio < NARROW);
  const looks: readonly Segment<Look>[] = [
    isClear
      ? { value: 'checker', label: t('viewer:looks.checker'), icon: <Grid2x2 size={16} /> }
      : { value: 'checker', label: t('viewer:looks.cutout'), icon: <Image size={16} /> },
    { value: 'colour', label: t('viewer:looks.colour'), icon: <PaintBucket size={16} /> },
    { value: 'matte', label: t('viewer:looks.matte'), icon: <Contrast size={16} /> },
    { value: 'edge', label: t('viewer:looks.edge'), icon: <CircleDashed size={16} /> },
  ];
  return (
    <>
      <SegmentedControl
        label={t('viewer:looks.label')}
        value={!isClear && look === 'colour' ? 'checker' : look}
        onChange={onChange}
        iconsOnly={isNarrow}
        isDisabled={isDisabled}
        segments={looks.filter(({ value }) => isClear || value !== 'colour')}
      />
      {isClear && look === 'colour' && <ColourChoice isDisabled={isDisabled} />}
    </>
  );
}
