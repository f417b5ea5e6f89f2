import { CircleDashed, Contrast, Grid2x2, PaintBucket } from 'lucide-react';
import { useT } from '../../i18n/use-t.ts';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import { ColourChoice } from './colour-choice.tsx';
import { like, useCanvas, useLiking, type Look } from './viewer-store.ts';

/** CSS px of the canvas under which words give way to icons. */
const NARROW = 860;

const onChange = (look: Look) => {
  like({ look });
};

/** What is laid behind the cutout, or shown in its place. */
export function LookControl() {
  const t = useT();
  const look = useLiking((liking) => liking.look);
  const isNarrow = useCanvas(({ canvas, ratio }) => canvas.width / ratio < NARROW);
  return (
    <>
      <SegmentedControl
        label={t('viewer:looks.label')}
        value={look}
        onChange={onChange}
        iconsOnly={isNarrow}
        segments={[
          { value: 'checker', label: t('viewer:looks.checker'), icon: <Grid2x2 size={16} /> },
          { value: 'colour', label: t('viewer:looks.colour'), icon: <PaintBucket size={16} /> },
          { value: 'matte', label: t('viewer:looks.matte'), icon: <Contrast size={16} /> },
          { value: 'edge', label: t('viewer:looks.edge'), icon: <CircleDashed size={16} /> },
        ]}
      />
      {look === 'colour' && <ColourChoice />}
    </>
  );
}
