import { useCallback, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { JobId } from '../../shared/queue.ts';
import { ConsentDialog } from '../features/consent/consent-dialog.tsx';
import { FoldersScreen } from '../features/folders/folders-screen.tsx';
import { ProvidersScreen } from '../features/providers/providers-screen.tsx';
import { QueueInspector } from '../features/queue/queue-inspector.tsx';
import { QueueScreen } from '../features/queue/queue-screen.tsx';
import { QueueStatusBar } from '../features/queue/queue-status-bar.tsx';
import { SettingsScreen } from '../features/settings/settings-screen.tsx';
import { ViewerScreen } from '../features/viewer/viewer-screen.tsx';
import { chooseLanguage } from '../../shared/choose-language.ts';
import { chooseLocale } from '../i18n/language.ts';
import { speak } from '../i18n/i18n.ts';
import { useT } from '../i18n/use-t.ts';
import { changeSettings, useSettings } from '../stores/settings-store.ts';
import { startInfo } from '../stores/start-info.ts';
import { classNames } from '../ui/class-names.ts';
import { SplitPane } from '../ui/split-pane.tsx';
import styles from './app.module.css';
import { useCommand } from './commands.ts';
import { InspectorToggle, toggleInspector } from './inspector-toggle.tsx';
import { Notices } from './notices.tsx';
import { Rail } from './rail.tsx';
import { showScreen, useScreen, type Screen } from './screen.ts';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { applyTheme } from './theme.ts';
import { ToastRegion } from './toast-region.tsx';

const cx = classNames(styles);
const inspectorLimits = { min: 280, max: 560, usual: 320 } as const;

const onWidthChange = (inspectorWidth: number) => {
  void changeSettings({ view: { inspectorWidth } });
};

function ShownScreen({ screen }: { readonly screen: Screen }) {
  switch (screen.name) {
    case 'queue':
      return <QueueScreen />;
    case 'viewer':
      return <ViewerScreen job={screen.job} onClose={showQueue} onShow={showViewer} />;
    case 'folders':
      return <FoldersScreen />;
    case 'providers':
      return <ProvidersScreen />;
    case 'settings':
      return <SettingsScreen />;
  }
}

function Shell() {
  const t = useT();
  const screen = useScreen();
  const view = useSettings((settings) => settings.view);
  const [isSheetOpen, setSheetOpen] = useState(false);
  const hasInspector = screen.name === 'queue' || screen.name === 'viewer';

  useCommand('show-queue', showQueue);
  useCommand('show-folders', showFolders);
  useCommand('show-providers', showProviders);
  useCommand('show-settings', showSettings);
  useCommand('toggle-inspector', toggleInspector);
  useCommand(
    'show-shortcuts',
    useCallback(() => {
      setSheetOpen(true);
    }, []),
  );

  return (
    <div className={cx('app')}>
      <div className={cx('upper')}>
        <Rail />
        <div className={cx('column')}>
          <Notices />
          <SplitPane
            label={t('shell:inspector.resize')}
            main={
              <main className={cx('screen')}>
                <ShownScreen screen={screen} />
              </main>
            }
            side={hasInspector ? <QueueInspector /> : null}
            isOpen={view.inspectorOpen}
            width={view.inspectorWidth}
            limits={inspectorLimits}
            onWidthChange={onWidthChange}
          />
        </div>
      </div>
      <footer className={cx('bar')} aria-label={t('shell:statusBar')}>
        <div className={cx('status')}>
          <QueueStatusBar />
        </div>
        {hasInspector && <InspectorToggle />}
      </footer>
      <ToastRegion />
      <ConsentDialog />
      <ShortcutSheet
        isOpen={isSheetOpen}
        onClose={() => {
          setSheetOpen(false);
        }}
      />
    </div>
  );
}

const showQueue = () => {
  showScreen({ name: 'queue' });
};
const showViewer = (job: JobId) => {
  showScreen({ name: 'viewer', job });
};
const showFolders = () => {
  showScreen({ name: 'folders' });
};
const showProviders = () => {
  showScreen({ name: 'providers' });
};
const showSettings = () => {
  showScreen({ name: 'settings' });
};

/** The whole window, in the language and theme of the settings. */
export function App() {
  const { language: chosen, theme } = useSettings((settings) => settings.general);
  const { locales } = startInfo();
  const language = chooseLanguage(chosen, locales);
  useEffect(() => {
    applyTheme(theme);
  }, [theme]);
  useEffect(() => {
    speak(language);
  }, [language]);
  return (
    <I18nProvider locale={chooseLocale(language, locales)}>
      <Shell />
    </I18nProvider>
  );
}
