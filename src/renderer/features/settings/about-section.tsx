import { runCommand } from '../../app/commands.ts';
import { request } from '../../bridge/client.ts';
import { useT } from '../../i18n/use-t.ts';
import { tellError } from '../../stores/notice-store.ts';
import { startInfo } from '../../stores/start-info.ts';
import { say } from '../../stores/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './about-section.module.css';

const cx = classNames(styles);

export function AboutSection() {
  const t = useT();
  const copyDiagnostics = async () => {
    try {
      await request('app.copyDiagnostics', {});
      say(t('settings:about.copied'));
    } catch (error) {
      tellError(error);
    }
  };
  return (
    <>
      <p className={cx('version')} data-selectable>
        {t('settings:about.version', { version: startInfo().version })}
      </p>
      <div className={cx('actions')}>
        <Button
          onPress={() => {
            runCommand('show-shortcuts');
          }}
        >
          {t('settings:about.shortcuts')}
        </Button>
        <Button
          onPress={() => {
            request('app.showLogs', {}).catch(tellError);
          }}
        >
          {t('settings:about.showLogs')}
        </Button>
        <Button onPress={() => void copyDiagnostics()}>
          {t('settings:about.copyDiagnostics')}
        </Button>
      </div>
      <p className={cx('hint')}>{t('settings:about.diagnosticsHint')}</p>
    </>
  );
}
