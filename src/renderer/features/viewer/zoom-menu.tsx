import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { ChevronDown } from '../../ui/icons.ts';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { changeView, zoomAtMiddle } from './canvas-input.ts';
import { sceneOf } from './canvas-state.ts';
import { fit, zoomSteps } from './view-transform.ts';
import { useCanvas } from './viewer-store.ts';

export const zoomToFit = (): void => {
  changeView((state) => fit(sceneOf(state)));
};

/** How large the picture is shown, and other sizes to show it in. */
export function ZoomMenu() {
  const t = useT();
  const { percent } = useFormat();
  const zoom = useCanvas(({ view }) => Math.round(view.zoom * 100) / 100);
  const isFitted = useCanvas(({ view }) => view.fitted);
  return (
    <Menu
      label={t('viewer:zoom.label')}
      placement="bottom end"
      trigger={
        <Button
          variant="quiet"
          aria-label={t('viewer:zoom.now', { percent: percent(zoom) })}
          trailing={<ChevronDown size={16} aria-hidden />}
        >
          {percent(zoom)}
        </Button>
      }
    >
      <MenuItem
        text={t('viewer:zoom.fit')}
        shortcut="0"
        isChecked={isFitted}
        onAction={zoomToFit}
      />
      <MenuSeparator />
      {zoomSteps.map((step) => (
        <MenuItem
          key={step}
          text={percent(step)}
          shortcut={step === 1 ? 'Z' : undefined}
          isChecked={!isFitted && zoom === step}
          onAction={() => {
            zoomAtMiddle(step);
          }}
        />
      ))}
    </Menu>
  );
}
