import { mediaUrl } from '../../../shared/bridge/contract.ts';
import { jobName } from '../../../shared/picture-name.ts';
import type { Job } from '../../../shared/queue.ts';
import type { Recipe } from '../../../shared/recipe.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { Checker } from '../../ui/checker.tsx';
import { classNames } from '../../ui/class-names.ts';
import { ProgressLine } from '../../ui/progress-line.tsx';
import styles from './recipe-preview.module.css';
import { usePreview } from './use-preview.ts';

const cx = classNames(styles);

export interface RecipePreviewProps {
  /** null: there is no picture to show it with. */
  readonly job: Job | null;
  readonly recipe: Recipe;
}

/** What a recipe makes of a picture. It takes the same room whatever there is to see. */
export function RecipePreview({ job, recipe }: RecipePreviewProps) {
  const t = useT();
  const errorText = useErrorText();
  const { url, isBusy, error } = usePreview(job?.id ?? null, recipe);
  // Until there is one by this recipe, what is there of the picture already.
  const known = job?.state.name === 'done' ? mediaUrl(job, 'after', 512) : null;
  const shown = url ?? known;
  const name = job === null ? '' : jobName(job.source);
  const words =
    error === null ? (job === null ? t('recipe:preview.none') : null) : errorText(error);
  return (
    <figure className={cx('preview')} aria-label={t('recipe:preview.label')} aria-busy={isBusy}>
      {words === null ? (
        <Checker>
          {shown !== null && (
            <img
              className={cx('picture')}
              src={shown}
              alt={t('recipe:preview.of', { name })}
              draggable={false}
            />
          )}
        </Checker>
      ) : (
        <p className={cx('words')} role="status" data-selectable>
          {words}
        </p>
      )}
      <div className={cx('line')}>
        {isBusy && <ProgressLine label={t('recipe:preview.busy')} value={null} height={2} />}
      </div>
    </figure>
  );
}
