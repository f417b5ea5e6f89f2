import { request } from '../bridge/client.ts';
import { useErrorText } from '../i18n/use-error-text.ts';
import { useFormat } from '../i18n/use-format.ts';
import { useT } from '../i18n/use-t.ts';
import { useLink } from '../stores/link-store.ts';
import {
  dismiss,
  tellError,
  useNotices,
  type ShownNotice,
  type StandingNotice,
} from '../stores/notice-store.ts';
import { Banner, type BannerAction, type BannerProps } from '../ui/banner.tsx';

const tones = {
  'settings-set-aside': 'warning',
  'queue-restored': 'warning',
  'queue-started-over': 'warning',
  'preparing-model': 'info',
  'window-restored': 'warning',
  error: 'danger',
} as const satisfies Readonly<Record<StandingNotice['type'], NonNullable<BannerProps['tone']>>>;

function useNoticeText(): (notice: StandingNotice) => string {
  const t = useT();
  const format = useFormat();
  const errorText = useErrorText();
  return (notice) => {
    switch (notice.type) {
      case 'settings-set-aside':
        return t('shell:notices.settingsSetAside', { path: notice.path });
      case 'queue-restored':
        return t('shell:notices.queueRestored', { when: format.when(notice.madeAt) });
      case 'queue-started-over':
        return notice.path === null
          ? t('shell:notices.queueStartedOver')
          : t('shell:notices.queueStartedOverKept', { path: notice.path });
      case 'preparing-model':
        return t('shell:notices.preparingModel', { model: notice.model });
      case 'window-restored':
        return t('shell:notices.windowRestored');
      case 'error':
        return errorText(notice.error);
    }
  };
}

async function copyDiagnostics(): Promise<void> {
  try {
    await request('app.copyDiagnostics', {});
  } catch (error) {
    tellError(error);
  }
}

function Notice({ id, notice }: ShownNotice) {
  const t = useT();
  const textOf = useNoticeText();
  const isBug = notice.type === 'error' && notice.error.code === 'internal';
  const actions: readonly BannerAction[] = isBug
    ? [{ label: t('shell:notices.copyDiagnostics'), onPress: () => void copyDiagnostics() }]
    : [];
  return (
    <Banner
      tone={tones[notice.type]}
      actions={actions}
      onDismiss={() => {
        dismiss(id);
      }}
    >
      {textOf(notice)}
    </Banner>
  );
}

/** What to know, above the screen; the newest first, and no more than three at a time. */
export function Notices() {
  const notices = useNotices();
  const link = useLink();
  const errorText = useErrorText();
  return (
    <>
      {link.error !== null && <Banner tone="danger">{errorText(link.error)}</Banner>}
      {notices
        .slice(-3)
        .reverse()
        .map((shown) => (
          <Notice key={shown.id} {...shown} />
        ))}
    </>
  );
}
