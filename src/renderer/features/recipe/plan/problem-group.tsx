import { pictureName } from '../../../../shared/picture-name.ts';
import { useErrorText } from '../../../i18n/use-error-text.ts';
import { useT } from '../../../i18n/use-t.ts';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { TriangleAlert } from '../../../ui/icons.ts';
import type { Fix, ProblemGroup } from './groups.ts';
import styles from './plan-sheet.module.css';

const cx = classNames(styles);

/** How many names are enough to know which ones are meant. */
const EXAMPLES = 3;

export interface ProblemGroupViewProps {
  readonly group: ProblemGroup;
  /** undefined: nothing can be planned again here. */
  readonly onFix: ((fix: Fix) => void) | undefined;
  readonly isBusy: boolean;
}

export function ProblemGroupView({ group, onFix, isBusy }: ProblemGroupViewProps) {
  const t = useT();
  const errorText = useErrorText();
  const { kind, error, inputs, fix } = group;
  const more = inputs.length - EXAMPLES;
  return (
    <li className={cx('group')}>
      <div className={cx('heading')}>
        <TriangleAlert size={16} className={cx('icon')} aria-hidden />
        <h3 className={cx('name')}>{t(`recipe:plan.kinds.${kind}`)}</h3>
        {inputs.length > 0 && (
          <Badge label={t('recipe:plan.pictures', { count: inputs.length })}>{inputs.length}</Badge>
        )}
      </div>
      <p className={cx('reason')} data-selectable>
        {errorText(error)}
      </p>
      {inputs.length > 1 && (
        <ul className={cx('examples')}>
          {inputs.slice(0, EXAMPLES).map((input) => (
            <li key={input} className={cx('example')} title={input}>
              {pictureName(input)}
            </li>
          ))}
          {more > 0 && <li>{t('recipe:plan.more', { count: more })}</li>}
        </ul>
      )}
      {fix !== undefined && onFix !== undefined && (
        <Button
          size="small"
          isDisabled={isBusy}
          onPress={() => {
            onFix(fix);
          }}
        >
          {fix === 'choose-folder' ? t('recipe:plan.chooseFolder') : t('recipe:plan.numberNames')}
        </Button>
      )}
    </li>
  );
}
