import { useState } from 'react';
import type { PlaceInfo } from '../../../shared/bridge/contract.ts';
import { OffcutError, type ErrorReport } from '../../../shared/errors.ts';
import type { HotFolderSettings } from '../../../shared/queue.ts';
import { request } from '../../bridge/client.ts';
import { useErrorText } from '../../i18n/use-error-text.ts';
import { useT } from '../../i18n/use-t.ts';
import { refreshFolders } from '../../stores/folders-store.ts';
import { say } from '../../stores/toast-store.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { Select } from '../../ui/select.tsx';
import styles from './add-folder-form.module.css';
import { fieldOfError } from './error-field.ts';
import { choosePlace } from './folder-requests.ts';
import { OriginalsField } from './originals-field.tsx';
import { PlaceButton } from './place-button.tsx';
import { placeNameHere } from './place-name-here.ts';
import { Sentence } from './sentence.tsx';
import { usePresetOptions } from './use-preset-options.ts';

const cx = classNames(styles);

interface Chosen {
  readonly folder: PlaceInfo | null;
  readonly destination: PlaceInfo | null;
  readonly preset: string;
  readonly afterwards: HotFolderSettings['afterwards'];
}

const atFirst: Chosen = {
  folder: null,
  destination: null,
  preset: 'transparent',
  afterwards: 'leave',
};

/** A new hot folder, written as the sentence that its card will be. */
export function AddFolderForm({ onClose }: { readonly onClose: () => void }) {
  const t = useT();
  const errorText = useErrorText();
  const presets = usePresetOptions();
  const [chosen, setChosen] = useState(atFirst);
  const [error, setError] = useState<ErrorReport | null>(null);
  /** Somebody wanted to go on without what must be chosen. */
  const [isChecked, setChecked] = useState(false);
  const [isAdding, setAdding] = useState(false);
  const { folder, destination, preset, afterwards } = chosen;

  const choose = (change: Partial<Chosen>) => {
    setChosen((before) => ({ ...before, ...change }));
    setError(null);
  };
  const choosePlaceFor = async (what: 'folder' | 'destination') => {
    const place = await choosePlace(what);
    if (place !== null) choose({ [what]: place });
  };
  const add = async () => {
    setChecked(true);
    if (folder === null || destination === null) return;
    setAdding(true);
    try {
      await request('folders.add', {
        folder: folder.id,
        destination: destination.id,
        preset,
        afterwards,
      });
      refreshFolders();
      say(t('folders:added', { name: placeNameHere(folder.path).name }));
      onClose();
    } catch (thrown) {
      setError(OffcutError.from(thrown).toReport());
      setAdding(false);
    }
  };
  const field = error === null ? null : fieldOfError(error.code);
  const words = error === null ? undefined : errorText(error);
  const missing = (place: PlaceInfo | null, text: string) =>
    isChecked && place === null ? text : undefined;

  return (
    <form
      className={cx('form')}
      aria-label={t('folders:form.title')}
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <h2>{t('folders:form.title')}</h2>
      <Sentence
        folder={
          <PlaceButton
            label={t('folders:form.folder')}
            path={folder?.path ?? null}
            error={field === 'folder' ? words : missing(folder, t('folders:form.needFolder'))}
            autoFocus
            onPress={() => void choosePlaceFor('folder')}
          />
        }
        preset={
          <Select
            label={t('folders:form.preset')}
            error={field === 'preset' ? words : undefined}
            value={preset}
            onChange={(value) => {
              choose({ preset: value });
            }}
            options={presets}
          />
        }
        destination={
          <PlaceButton
            label={t('folders:form.destination')}
            path={destination?.path ?? null}
            error={
              field === 'destination'
                ? words
                : missing(destination, t('folders:form.needDestination'))
            }
            onPress={() => void choosePlaceFor('destination')}
          />
        }
      />
      <div className={cx('originals')}>
        <OriginalsField
          value={afterwards}
          error={field === 'originals' ? words : undefined}
          onChange={(value) => {
            choose({ afterwards: value });
          }}
        />
      </div>
      {field === null && words !== undefined && (
        <p role="alert" className={cx('error')}>
          {words}
        </p>
      )}
      <div className={cx('actions')}>
        <Button type="submit" variant="primary" isDisabled={isAdding}>
          {t('folders:form.start')}
        </Button>
        <Button onPress={onClose}>{t('folders:form.cancel')}</Button>
      </div>
    </form>
  );
}
