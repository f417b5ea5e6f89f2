import { shell } from 'electron';
import type { HotFolders, WantedSettings } from '../../core/hot-folders/hot-folders.ts';
import { findPreset } from '../../shared/presets.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { FolderActivity, RequestOutput } from '../../shared/bridge/contract.ts';
import { parseRecipe, type Recipe } from '../../shared/recipe.ts';
import type { Settings } from '../../shared/settings.ts';
import type { RequestHandlers } from '../bridge/register.ts';
import type { Places } from '../inputs/places.ts';

type FolderHandlers = Pick<RequestHandlers, Extract<keyof RequestHandlers, `folders.${string}`>>;

export interface FolderTools {
  /** @throws OffcutError `hot-folders-elsewhere` */
  readonly hotFolders: () => HotFolders;
  readonly activity: () => readonly FolderActivity[];
  readonly places: Places;
  readonly settings: () => Settings;
  /** Asks the user for one folder. */
  readonly chooseFolder: () => Promise<string | undefined>;
}

/** The user's own preset of that name, or else a built-in one. @throws OffcutError `preset-unknown` */
export const recipeOfPreset = (name: string, { presets }: Settings): Recipe =>
  presets[name] ?? parseRecipe(findPreset(name));

const startOfToday = () => new Date().setHours(0, 0, 0, 0);

type Chosen = Omit<RequestOutput<'folders.update'>, 'id'>;

export function folderHandlers(tools: FolderTools): FolderHandlers {
  const { hotFolders, places, settings } = tools;
  const fieldsOf = ({ destination, doneFolder, preset, ...rest }: Chosen) => {
    const given = Object.fromEntries(
      Object.entries(rest).filter(([, value]) => value !== undefined),
    ) as Partial<Omit<WantedSettings, 'folder'>>;
    return {
      ...given,
      ...(destination === undefined ? {} : { destination: places.get(destination) }),
      ...(doneFolder === undefined
        ? {}
        : { doneFolder: doneFolder === null ? null : places.get(doneFolder) }),
      ...(preset === undefined ? {} : { preset }),
    };
  };
  const find = (id: number) => {
    const folder = hotFolders()
      .kept()
      .find((each) => each.id === id);
    if (folder === undefined) throw new OffcutError('hot-folder-unknown', { id });
    return folder;
  };
  return {
    'folders.list': () => ({
      folders: hotFolders().list(),
      done: hotFolders()
        .kept()
        .map(({ id }) => {
          const { all, since } = hotFolders().done(id, startOfToday());
          return { hotFolder: id, today: since, all };
        }),
      problems: hotFolders().problems(),
      activity: tools.activity(),
    }),
    'folders.choose': async () => {
      const chosen = await tools.chooseFolder();
      return chosen === undefined ? null : places.add(chosen);
    },
    'folders.add': ({ folder, destination, ...rest }) => {
      const preset = rest.preset ?? 'transparent';
      return hotFolders().add(
        {
          preset,
          recursive: true,
          include: [],
          exclude: [],
          afterwards: 'leave',
          doneFolder: null,
          pollEvery: null,
          paused: false,
          ...fieldsOf(rest),
          folder: places.get(folder),
          destination: places.get(destination),
        },
        recipeOfPreset(preset, settings()),
      );
    },
    'folders.update': ({ id, ...changed }) =>
      hotFolders().update(
        id,
        fieldsOf(changed),
        changed.preset === undefined ? undefined : recipeOfPreset(changed.preset, settings()),
      ),
    'folders.pause': async ({ id, paused }) => {
      await hotFolders().pause(id, paused);
      return {};
    },
    'folders.remove': async ({ id }) => {
      await hotFolders().remove(id);
      return {};
    },
    'folders.retry': ({ id, paths }) => ({ pictures: hotFolders().retry(id, paths) }),
    'folders.reveal': async ({ id, what }) => {
      const { folder, destination } = find(id);
      const place = what === 'folder' ? folder : destination;
      const problem = await shell.openPath(place);
      if (problem !== '') throw new OffcutError('output-gone', { path: place });
      return {};
    },
  };
}
