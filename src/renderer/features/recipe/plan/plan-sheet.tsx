import { useEffect, useRef, useState } from 'react';
import { useErrorText } from '../../../i18n/use-error-text.ts';
import { useT } from '../../../i18n/use-t.ts';
import type { ShownPlan } from '../../../stores/plan-store.ts';
import { Button } from '../../../ui/button.tsx';
import { classNames } from '../../../ui/class-names.ts';
import { TriangleAlert } from '../../../ui/icons.ts';
import { addRest, applyFix, cancelPlan, planAgain } from './decide.ts';
import { groupProblems, type Fix } from './groups.ts';
import styles from './plan-sheet.module.css';
import { ProblemGroupView } from './problem-group.tsx';

const cx = classNames(styles);

/** Who is typing is not to be interrupted; the sheet is announced all the same. */
const isTyping = () => document.activeElement?.matches('input, textarea') ?? false;

/** What stands against adding, before anything was added, with what can be done about it. */
export function PlanSheet({ report, retry }: ShownPlan) {
  const t = useT();
  const errorText = useErrorText();
  const title = useRef<HTMLHeadingElement>(null);
  const [isBusy, setBusy] = useState(false);
  const { plan, pictures, problems, warnings } = report;

  useEffect(() => {
    if (!isTyping()) title.current?.focus();
  }, []);

  const working = async (work: () => Promise<unknown>) => {
    setBusy(true);
    await work();
    setBusy(false);
  };
  const again = retry === null ? undefined : () => planAgain(plan, retry);
  const fix = again && ((what: Fix) => void working(async () => (await applyFix(what)) && again()));
  const cancel = () => void cancelPlan(plan);

  return (
    <section
      className={cx('sheet')}
      aria-labelledby="plan-title"
      aria-busy={isBusy}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.stopPropagation();
        cancel();
      }}
    >
      <div className={cx('header')} role="alert">
        <h2 id="plan-title" ref={title} tabIndex={-1} className={cx('title')}>
          {problems.length === 0
            ? t('recipe:plan.nothing')
            : t('recipe:plan.title', {
                count: problems.length,
                all: pictures + problems.length,
              })}
        </h2>
        <p className={cx('about')}>{t('recipe:plan.about')}</p>
      </div>
      <ul className={cx('groups')}>
        {groupProblems(report).map((group, at) => (
          <ProblemGroupView key={`${group.code} ${at}`} group={group} onFix={fix} isBusy={isBusy} />
        ))}
        {warnings.map((warning, at) => (
          <li key={`${warning.code} ${at}`} className={cx('group')}>
            <div className={cx('heading')}>
              <TriangleAlert size={16} className={cx('warning')} aria-hidden />
              <h3 className={cx('name')}>{t('recipe:plan.warning')}</h3>
            </div>
            <p className={cx('reason')}>{errorText(warning)}</p>
          </li>
        ))}
      </ul>
      <footer className={cx('actions')}>
        {pictures > 0 && (
          <Button
            wide
            variant="primary"
            isDisabled={isBusy}
            onPress={() => void working(() => addRest(plan))}
          >
            {t('recipe:plan.addRest', { count: pictures })}
          </Button>
        )}
        <div className={cx('others')}>
          {again !== undefined && (
            <Button wide isDisabled={isBusy} onPress={() => void working(again)}>
              {t('recipe:plan.again')}
            </Button>
          )}
          <Button wide onPress={cancel}>
            {t('recipe:plan.cancel')}
          </Button>
        </div>
      </footer>
    </section>
  );
}
