import type { HotFolder } from '../../../shared/queue.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Disclosure } from '../../ui/disclosure.tsx';
import { Switch } from '../../ui/switch.tsx';
import type { FolderField } from './error-field.ts';
import styles from './folder-options.module.css';
import { choosePlace } from './folder-requests.ts';
import { GlobField } from './glob-field.tsx';
import { LookingField } from './looking-field.tsx';
import { OriginalsField } from './originals-field.tsx';
import { PlaceButton } from './place-button.tsx';
import type { Changing } from './use-change.ts';
import { SendField } from './send-field.tsx';
import { useOptionsSummary } from './use-options-summary.ts';

const cx = classNames(styles);

export interface FolderOptionsProps {
  readonly folder: HotFolder;
  readonly changing: Changing;
}

/** What most people never change about a hot folder. */
export function FolderOptions({ folder, changing: { change, errorOf } }: FolderOptionsProps) {
  const t = useT();
  const errorText = useErrorText();
  const summary = useOptionsSummary(folder);
  const wrong = (field: FolderField) => {
    const error = errorOf(field);
    return error === undefined ? undefined : errorText(error);
  };
  // Switches have no place of their own for it.
  const refused = wrong('recursive') ?? wrong('send');
  const chooseDone = async () => {
    const place = await choosePlace('done');
    if (place !== null) await change('originals', { doneFolder: place.id });
  };

  return (
    <div className={cx('options')}>
      <Disclosure
        title={t('folders:options.title')}
        summary={summary.text}
        isChanged={summary.isChanged}
      >
        <div className={cx('columns')}>
          <div className={cx('column')}>
            <OriginalsField
              value={folder.afterwards}
              error={wrong('originals')}
              onChange={(afterwards) => void change('originals', { afterwards })}
            />
            {folder.afterwards === 'move-to-done' && (
              <>
                <PlaceButton
                  label={t('folders:options.doneFolder')}
                  path={folder.doneFolder ?? doneWithin(folder.folder)}
                  onPress={() => void chooseDone()}
                />
                {folder.doneFolder !== null && (
                  <div>
                    <Button
                      size="small"
                      onPress={() => void change('originals', { doneFolder: null })}
                    >
                      {t('folders:options.doneReset')}
                    </Button>
                  </div>
                )}
              </>
            )}
            <LookingField
              pollEvery={folder.pollEvery}
              error={wrong('looking')}
              onChange={(pollEvery) => void change('looking', { pollEvery })}
            />
          </div>
          <div className={cx('column')}>
            <Switch
              label={t('folders:options.recursive')}
              isSelected={folder.recursive}
              onChange={(recursive) => void change('recursive', { recursive })}
            />
            {(folder.recipe.engine.policy !== 'local' || folder.consent !== null) && (
              <SendField folder={folder} onChange={(send) => void change('send', { send })} />
            )}
            <GlobField
              label={t('folders:options.include')}
              description={t('folders:options.includeNote')}
              error={wrong('include')}
              globs={folder.include}
              onChange={(include) => change('include', { include: [...include] })}
            />
            <GlobField
              label={t('folders:options.exclude')}
              description={t('folders:options.excludeNote')}
              error={wrong('exclude')}
              globs={folder.exclude}
              onChange={(exclude) => change('exclude', { exclude: [...exclude] })}
            />
          </div>
        </div>
        {refused !== undefined && (
          <p role="alert" className={cx('error')}>
            {refused}
          </p>
        )}
      </Disclosure>
    </div>
  );
}

/** Where originals go while no other folder was chosen. */
const doneWithin = (folder: string) => `${folder}${folder.includes('\\') ? '\\' : '/'}done`;
