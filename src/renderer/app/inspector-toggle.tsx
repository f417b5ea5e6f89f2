import { PanelRight } from 'lucide-react';
import { useT } from '../i18n/use-t.ts';
import { changeSettings, currentSettings, useSettings } from '../stores/settings-store.ts';
import { IconToggle } from '../ui/icon-button.tsx';
import { commandKeys } from './shortcuts.ts';

export const toggleInspector = (): void => {
  void changeSettings({ view: { inspectorOpen: !currentSettings().view.inspectorOpen } });
};

export function InspectorToggle() {
  const t = useT();
  const isOpen = useSettings((settings) => settings.view.inspectorOpen);
  return (
    <IconToggle
      label={isOpen ? t('shell:inspector.hide') : t('shell:inspector.show')}
      icon={<PanelRight size={16} />}
      shortcut={commandKeys['toggle-inspector']}
      tooltipPlacement="top"
      isSelected={isOpen}
      onChange={toggleInspector}
    />
  );
}
