import { useT } from '../../i18n/use-t.ts';
import { Question } from '../../ui/question.tsx';

export interface RemoveQuestionProps {
  readonly name: string;
  readonly onRemove: () => void;
  readonly onKeep: () => void;
}

/** A hot folder that is added again knows nothing of what it has cut. */
export function RemoveQuestion({ name, onRemove, onKeep }: RemoveQuestionProps) {
  const t = useT();
  return (
    <Question
      question={t('folders:remove.question', { name })}
      text={t('folders:remove.text')}
      confirmLabel={t('folders:remove.confirm')}
      keepLabel={t('folders:remove.keep')}
      onConfirm={onRemove}
      onKeep={onKeep}
    />
  );
}
