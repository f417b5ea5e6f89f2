import { Blend, Columns2, Eye, SquareSplitHorizontal } from 'lucide-react';
import { useT } from '../../i18n/use-t.ts';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import type { Mode } from './panes.ts';
import { like, useLiking } from './viewer-store.ts';

const onChange = (mode: Mode) => {
  like({ mode });
};

/** How before and after are compared. */
export function ModeControl({ isDisabled }: { readonly isDisabled: boolean }) {
  const t = useT();
  const mode = useLiking((liking) => liking.mode);
  return (
    <SegmentedControl
      label={t('viewer:modes.label')}
      value={mode}
      onChange={onChange}
      iconsOnly
      isDisabled={isDisabled}
      segments={[
        { value: 'wipe', label: t('viewer:modes.wipe'), icon: <SquareSplitHorizontal size={16} /> },
        { value: 'side', label: t('viewer:modes.side'), icon: <Columns2 size={16} /> },
        { value: 'onion', label: t('viewer:modes.onion'), icon: <Blend size={16} /> },
        { value: 'toggle', label: t('viewer:modes.toggle'), icon: <Eye size={16} /> },
      ]}
    />
  );
}
