import type { CutoutFacts } from '../../../shared/cutout.ts';
import type { Job } from '../../../shared/queue.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Popover } from '../../ui/popover.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import { useMadeBy } from '../providers/use-made-by.ts';
import { FactsSheet } from './facts-sheet.tsx';
import styles from './facts-line.module.css';
import { deviceNames, wasFound, workTime } from './facts-words.ts';

const cx = classNames(styles);

export interface FactsLineProps {
  readonly job: Job;
  readonly facts: CutoutFacts;
}

/** What is known of the cutout, most telling first; pressed, it tells the rest. */
export function FactsLine({ job, facts }: FactsLineProps) {
  const t = useT();
  const { percent, duration, size, bytes } = useFormat();
  const { model, device, confidence, warnings } = facts;
  const madeBy = useMadeBy(facts.provider);
  const isDoubtful = warnings.includes('low-confidence');
  const words = [
    wasFound(facts)
      ? t('viewer:sure', { percent: percent(confidence) })
      : t('viewer:ownTransparency'),
    duration(workTime(facts)),
    ...(madeBy === null ? [] : [madeBy.words]),
    ...(device === null ? [] : [deviceNames[device]]),
    size(facts),
    bytes(facts.bytes),
    ...(model === null ? [] : [model.id]),
  ];
  return (
    <Popover
      label={t('viewer:facts.title')}
      placement="top end"
      trigger={
        <Button variant="quiet" aria-label={`${t('viewer:facts.title')}: ${words.join(' · ')}`}>
          <span className={cx('line')}>
            {isDoubtful && <StateDot state="look" label={t('warnings:low-confidence')} />}
            {words.map((word, at) => (
              <span key={word}>{at === 0 ? word : ` · ${word}`}</span>
            ))}
          </span>
        </Button>
      }
    >
      <FactsSheet job={job} facts={facts} />
    </Popover>
  );
}
