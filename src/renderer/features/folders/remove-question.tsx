import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import styles from './remove-question.module.css';

const cx = classNames(styles);

export interface RemoveQuestionProps {
  readonly name: string;
  readonly onRemove: () => void;
  readonly onKeep: () => void;
}

/**
 * Asks in the card itself. It cannot be taken back: a hot folder that is added again knows nothing
 * of what it has cut.
 */
export function RemoveQuestion({ name, onRemove, onKeep }: RemoveQuestionProps) {
  const t = useT();
  return (
    <div
      role="group"
      aria-label={t('folders:remove.question', { name })}
      className={cx('question')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onKeep();
      }}
    >
      <div className={cx('words')} role="alert">
        <strong>{t('folders:remove.question', { name })}</strong>
        <p>{t('folders:remove.text')}</p>
      </div>
      <div className={cx('actions')}>
        <Button autoFocus onPress={onKeep}>
          {t('folders:remove.keep')}
        </Button>
        <Button variant="danger" onPress={onRemove}>
          {t('folders:remove.confirm')}
        </Button>
      </div>
    </div>
  );
}
