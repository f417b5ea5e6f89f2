import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { useConsent, type ConsentAnswer } from '../../stores/consent-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './consent-dialog.module.css';
import { answerConsent, refuse } from './decide.ts';

const cx = classNames(styles);

function Question({ plan, pictures, policy, providers }: ConsentAnswer) {
  const t = useT();
  const format = useFormat();
  const byBucket = providers.filter((provider) => provider.byBucket);
  const isFallback = policy === 'local-then-cloud';
  return (
    <Dialog
      role="alertdialog"
      isOpen
      title={t('queue:consent.title')}
      onClose={() => void refuse(plan)}
      actions={
        <>
          <Button autoFocus onPress={() => void refuse(plan)}>
            {t('queue:consent.cancel')}
          </Button>
          {isFallback && (
            <Button onPress={() => void answerConsent(plan, false)}>
              {t('queue:consent.here')}
            </Button>
          )}
          <Button variant="primary" onPress={() => void answerConsent(plan, true)}>
            {t('queue:consent.send')}
          </Button>
        </>
      }
    >
      <p>
        {isFallback
          ? t('queue:consent.someOf', { count: pictures })
          : t('queue:consent.all', { count: pictures })}
      </p>
      <p className={cx('label')} id="consent-order">
        {providers.length === 1 ? t('queue:consent.one') : t('queue:consent.order')}
      </p>
      <ol className={cx('providers')} aria-labelledby="consent-order">
        {providers.map(({ id, name, credits }) => (
          <li key={id} className={cx('provider')}>
            <span className={cx('name')}>{name}</span>
            <span className={cx('cost')}>
              {t('queue:consent.cost', {
                count: credits,
                all: format.number(credits * pictures),
              })}
            </span>
          </li>
        ))}
      </ol>
      <p className={cx('label')}>{t('queue:consent.leavesTitle')}</p>
      <p>{t('queue:consent.leaves')}</p>
      {byBucket.length > 0 && (
        <p className={cx('more')}>
          {t('queue:consent.byBucket', { names: byBucket.map(({ name }) => name).join(', ') })}
        </p>
      )}
      <p className={cx('hint')}>{t('queue:consent.limits')}</p>
    </Dialog>
  );
}

/** Asks before any picture of a batch may leave this computer. */
export function ConsentDialog() {
  const question = useConsent();
  return question === undefined ? null : <Question key={question.plan} {...question} />;
}
