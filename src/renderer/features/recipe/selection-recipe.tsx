import { Undo2 } from 'lucide-react';
import { memo } from 'react';
import { jobName } from '../../../shared/picture-name.ts';
import type { Batch } from '../../../shared/queue.ts';
import { request } from '../../bridge/client.ts';
import { useT } from '../../i18n/use-t.ts';
import { tellAnswer } from '../../stores/add-inputs.ts';
import { tellError } from '../../stores/notice-store.ts';
import type { SelectedJobs } from '../../stores/selected-jobs.ts';
import { useSettings } from '../../stores/settings-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { dropDraft, keepDraft, useDrafts } from './drafts.ts';
import { presetOf } from './edit/presets.ts';
import styles from './recipe-panel.module.css';
import { RecipePanel } from './recipe-panel.tsx';

const cx = classNames(styles);

export interface SelectionRecipeProps {
  readonly selected: SelectedJobs;
  /** The batch that the anchor is in. */
  readonly batch: Batch;
}

/**
 * The recipe of pictures in the queue, to be cut again by another one. Memoised: it follows the
 * selection only once that has been read.
 */
export const SelectionRecipe = memo(function SelectionRecipe({
  selected,
  batch,
}: SelectionRecipeProps) {
  const t = useT();
  const own = useSettings((settings) => settings.presets);
  const kept = useDrafts().get(batch.id);
  const draft = kept ?? { recipe: batch.recipe, preset: presetOf(batch.recipe, own) };
  const { ids, jobs, batches } = selected;
  const [job] = jobs;

  const cutAgain = async () => {
    const { recipe, preset } = draft;
    const ask = () => request('queue.recut', { jobs: ids, recipe, preset });
    try {
      const answer = await ask();
      tellAnswer(answer, ask);
      if (answer.status === 'added') dropDraft(batch.id);
    } catch (error) {
      tellError(error);
    }
  };

  const many = { count: ids.length };
  const about =
    ids.length === 1 && job !== undefined
      ? jobName(job.source)
      : batches.length > 1
        ? t('recipe:about.mixed', { ...many, title: batch.title })
        : t('recipe:about.some', many);
  return (
    <RecipePanel
      about={about}
      draft={draft}
      job={job ?? null}
      onChange={(next) => {
        keepDraft(batch.id, next);
      }}
      footer={
        <>
          <div className={cx('main')}>
            <Button
              wide
              variant={kept === undefined ? 'normal' : 'primary'}
              onPress={() => void cutAgain()}
            >
              {t('recipe:cutAgain', many)}
            </Button>
          </div>
          <IconButton
            label={t('recipe:discard')}
            icon={<Undo2 size={16} />}
            tooltipPlacement="top"
            isDisabled={kept === undefined}
            onPress={() => {
              dropDraft(batch.id);
            }}
          />
        </>
      }
    />
  );
});
