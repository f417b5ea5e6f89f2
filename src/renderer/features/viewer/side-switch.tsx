import { useT } from '../../i18n/use-t.ts';
import { SegmentedControl } from '../../ui/segmented-control.tsx';
import type { Side } from './canvas-state.ts';
import { changeCanvas, useCanvas } from './viewer-store.ts';

const onChange = (side: Side) => {
  changeCanvas((state) => ({ ...state, side }));
};

/** Which of the two is shown, where only one is. */
export function SideSwitch({ isDisabled }: { readonly isDisabled: boolean }) {
  const t = useT();
  const side = useCanvas((state) => state.side);
  return (
    <SegmentedControl
      label={t('viewer:wipe.label')}
      value={side}
      onChange={onChange}
      isDisabled={isDisabled}
      segments={[
        { value: 'before', label: t('viewer:before') },
        { value: 'after', label: t('viewer:after') },
      ]}
    />
  );
}
