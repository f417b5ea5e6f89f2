import type { DestinationSetting as Destination } from '../../../shared/settings.ts';
import { request } from '../../bridge/client.ts';
import { useT } from '../../i18n/use-t.ts';
import { tellError } from '../../stores/notice-store.ts';
import { changeSettings, settingsTold, useSettings } from '../../stores/settings-store.ts';
import { shownPathHere, startInfo } from '../../stores/start-info.ts';
import { Button } from '../../ui/button.tsx';
import { RadioGroup } from '../../ui/radio-group.tsx';
import { SettingRow } from '../../ui/setting-row.tsx';
import { DraftedField } from './drafted-field.tsx';
import { folderNameProblem } from './folder-name.ts';
import { useDraft } from './use-draft.ts';

const change = (destination: Destination) => {
  void changeSettings({ output: { destination } });
};

/** Asks for a folder; choosing none leaves everything as it was. */
async function choose(): Promise<void> {
  try {
    settingsTold(await request('settings.chooseDestination', {}));
  } catch (error) {
    tellError(error);
  }
}

const DEFAULT_NAME = 'cutouts';

function BesideName({ name }: { readonly name: string }) {
  const t = useT();
  const draft = useDraft(name, (text) => {
    change({ type: 'beside', name: text.trim() });
  });
  const problem = folderNameProblem(draft.shown);
  return (
    <DraftedField
      label={t('settings:output.besideName')}
      draft={draft}
      error={problem === null ? undefined : t(`settings:output.folderNameProblems.${problem}`)}
    />
  );
}

/** Where cutouts go. */
export function DestinationSetting() {
  const t = useT();
  const destination = useSettings((settings) => settings.output.destination);
  return (
    <SettingRow label={t('settings:output.destination')}>
      <RadioGroup
        label={t('settings:output.destination')}
        isLabelHidden
        value={destination.type}
        onChange={(type) => {
          if (type === 'folder') void choose();
          else change(type === 'pictures' ? { type } : { type, name: DEFAULT_NAME });
        }}
        options={[
          {
            value: 'pictures',
            label: t('settings:output.destinations.pictures'),
            description: shownPathHere(startInfo().picturesFolder),
          },
          {
            value: 'beside',
            label: t('settings:output.destinations.beside'),
            description: t('settings:output.destinations.besideHint'),
            details: destination.type === 'beside' && <BesideName name={destination.name} />,
          },
          {
            value: 'folder',
            label: t('settings:output.destinations.folder'),
            description:
              destination.type === 'folder'
                ? shownPathHere(destination.path)
                : t('settings:output.destinations.folderHint'),
            details: (
              <Button size="small" onPress={() => void choose()}>
                {t('settings:output.destinations.change')}
              </Button>
            ),
          },
        ]}
      />
    </SettingRow>
  );
}
