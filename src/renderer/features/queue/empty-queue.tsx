import { ClipboardPaste, ImagePlus, Sparkles } from 'lucide-react';
import { request } from '../../bridge/client.ts';
import { useT } from '../../i18n/use-t.ts';
import { tellError } from '../../stores/notice-store.ts';
import { settingsTold, useSettings } from '../../stores/settings-store.ts';
import { shownPathHere, startInfo } from '../../stores/start-info.ts';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { addPictures, addSamples, paste } from './add-actions.ts';
import { CuttingMat } from './cutting-mat.tsx';
import styles from './empty-queue.module.css';

const cx = classNames(styles);

async function chooseDestination(): Promise<void> {
  try {
    settingsTold(await request('settings.chooseDestination', {}));
  } catch (error) {
    tellError(error);
  }
}

function usePlace(): string {
  const t = useT();
  const destination = useSettings(({ output }) => output.destination);
  switch (destination.type) {
    case 'pictures':
      return shownPathHere(startInfo().picturesFolder);
    case 'beside':
      return t('queue:empty.beside', { name: destination.name });
    case 'folder':
      return shownPathHere(destination.path);
  }
}

/** What the queue says before there is anything in it. */
export function EmptyQueue() {
  const t = useT();
  const place = usePlace();
  return (
    <EmptyState
      picture={<CuttingMat />}
      title={t('queue:empty.title')}
      actions={
        <>
          <Button icon={<ImagePlus size={16} />} onPress={() => void addPictures()}>
            {t('queue:add.pictures')}
          </Button>
          <Button
            icon={<ClipboardPaste size={16} />}
            onPress={() => void paste(t('queue:noPicture'))}
          >
            {t('queue:add.paste')}
          </Button>
          <Button icon={<Sparkles size={16} />} onPress={() => void addSamples()}>
            {t('queue:add.samples')}
          </Button>
        </>
      }
    >
      <span className={cx('place')}>
        {t('queue:empty.destination', { place })}
        <Button variant="quiet" size="small" onPress={() => void chooseDestination()}>
          {t('queue:empty.change')}
        </Button>
      </span>
    </EmptyState>
  );
}
