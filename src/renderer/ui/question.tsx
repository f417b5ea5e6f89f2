import { Button } from './button.tsx';
import { classNames } from './class-names.ts';
import styles from './question.module.css';

const cx = classNames(styles);

export interface QuestionProps {
  readonly question: string;
  /** What comes of it. */
  readonly text: string;
  readonly confirmLabel: string;
  readonly keepLabel: string;
  readonly onConfirm: () => void;
  readonly onKeep: () => void;
}

/** Asks, in the place of what it is about, before what cannot be taken back. */
export function Question(props: QuestionProps) {
  const { question, text, confirmLabel, keepLabel, onConfirm, onKeep } = props;
  return (
    <div
      role="group"
      aria-label={question}
      className={cx('question')}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onKeep();
      }}
    >
      <div className={cx('words')} role="alert">
        <strong>{question}</strong>
        <p>{text}</p>
      </div>
      <div className={cx('actions')}>
        <Button autoFocus onPress={onKeep}>
          {keepLabel}
        </Button>
        <Button variant="danger" onPress={onConfirm}>
          {confirmLabel}
        </Button>
      </div>
    </div>
  );
}
