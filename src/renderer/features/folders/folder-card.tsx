import { Ellipsis, FolderOpen, Images, Trash2 } from 'lucide-react';
import { useRef, useState } from 'react';
import type { FolderDone } from '../../../shared/bridge/contract.ts';
import type { HotFolderProblem, HotFolderStatus } from '../../../shared/hot-folders.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { say } from '../../stores/toast-store.ts';
import { classNames } from '../../ui/class-names.ts';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { Select } from '../../ui/select.tsx';
import { Switch } from '../../ui/switch.tsx';
import type { FolderField } from './error-field.ts';
import styles from './folder-card.module.css';
import { FolderCounts } from './folder-counts.tsx';
import { FolderOptions } from './folder-options.tsx';
import { FolderProblems } from './folder-problems.tsx';
import { choosePlace, pauseFolder, removeFolder, reveal } from './folder-requests.ts';
import { LatestPictures } from './latest-pictures.tsx';
import { FixedPlace, PlaceButton } from './place-button.tsx';
import { placeNameHere } from './place-name-here.ts';
import { RemoveQuestion } from './remove-question.tsx';
import { Sentence } from './sentence.tsx';
import { StateLine } from './state-line.tsx';
import { useChange } from './use-change.ts';
import { usePresetOptions } from './use-preset-options.ts';

const cx = classNames(styles);

export interface FolderCardProps {
  readonly status: HotFolderStatus;
  readonly problems: readonly HotFolderProblem[];
  readonly done: Pick<FolderDone, 'today' | 'all'>;
  /** It is gone; the focus is lost with it. */
  readonly onRemoved: () => void;
}

/** A hot folder: what it does, how far it is, what went wrong, and how to change it. */
export function FolderCard({ status, problems, done, onRemoved }: FolderCardProps) {
  const { folder, state, counts } = status;
  const t = useT();
  const errorText = useErrorText();
  const changing = useChange(folder.id);
  const presets = usePresetOptions(folder.preset);
  const menu = useRef<HTMLButtonElement>(null);
  const [isAsking, setAsking] = useState(false);
  /** What the switch was set to, until that is answered. */
  const [wantsPaused, setWantsPaused] = useState<boolean | null>(null);
  const { name } = placeNameHere(folder.folder);
  const wrong = (field: FolderField) => {
    const error = changing.errorOf(field);
    return error === undefined ? undefined : errorText(error);
  };

  const chooseDestination = async () => {
    const place = await choosePlace('destination');
    if (place !== null) await changing.change('destination', { destination: place.id });
  };
  const watch = async (isOn: boolean) => {
    setWantsPaused(!isOn);
    await pauseFolder(folder.id, !isOn);
    setWantsPaused(null);
  };
  const remove = async () => {
    if (!(await removeFolder(folder.id))) return;
    say(t('folders:removed', { name }));
    onRemoved();
  };

  return (
    <article className={cx('card')} aria-label={name}>
      <div className={cx('head')}>
        <Sentence
          folder={<FixedPlace label={t('folders:form.folder')} path={folder.folder} />}
          preset={
            <Select
              label={t('folders:form.preset')}
              placeholder={t('folders:ownRecipe')}
              error={wrong('preset')}
              value={folder.preset}
              onChange={(preset) => void changing.change('preset', { preset })}
              options={presets}
            />
          }
          destination={
            <PlaceButton
              label={t('folders:form.destination')}
              path={folder.destination}
              error={wrong('destination')}
              onPress={() => void chooseDestination()}
            />
          }
        />
        <div className={cx('controls')}>
          <Switch
            label={t('folders:watch', { name })}
            isLabelHidden
            isSelected={!(wantsPaused ?? folder.paused)}
            isDisabled={wantsPaused !== null}
            onChange={(isOn) => void watch(isOn)}
          />
          <Menu
            label={t('folders:menu.label', { name })}
            placement="bottom end"
            trigger={
              <IconButton
                buttonRef={menu}
                label={t('folders:menu.label', { name })}
                icon={<Ellipsis size={16} />}
              />
            }
          >
            <MenuItem
              text={t('folders:menu.showFolder')}
              icon={<FolderOpen size={16} />}
              onAction={() => void reveal(folder.id, 'folder')}
            />
            <MenuItem
              text={t('folders:menu.showDestination')}
              icon={<Images size={16} />}
              onAction={() => void reveal(folder.id, 'destination')}
            />
            <MenuSeparator />
            <MenuItem
              text={t('folders:menu.remove')}
              icon={<Trash2 size={16} />}
              tone="danger"
              onAction={() => {
                setAsking(true);
              }}
            />
          </Menu>
        </div>
      </div>
      <div className={cx('facts')}>
        <div className={cx('numbers')}>
          <StateLine state={state} problems={problems.length} />
          <FolderCounts counts={counts} problems={problems} done={done} />
        </div>
        <LatestPictures folder={folder.id} done={counts.done} />
      </div>
      {isAsking && (
        <RemoveQuestion
          name={name}
          onRemove={() => void remove()}
          onKeep={() => {
            setAsking(false);
            menu.current?.focus();
          }}
        />
      )}
      {problems.length > 0 && <FolderProblems folder={folder} problems={problems} />}
      <FolderOptions folder={folder} changing={changing} />
    </article>
  );
}
