import { shell } from 'electron';
import type { HotFolders, WantedSettings } from '../../core/hot-folders/hot-folders.ts';
import { findPreset } from '../../shared/presets.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { FolderActivity, RequestOutput } from '../../shared/bridge/contract.ts';
import type { ProviderId } from '../../shared/provider.ts';
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
  /** Whom a recipe asks, in order. @throws as `CloudDesk.order` */
  readonly order: (recipe: Recipe) => Promise<readonly ProviderId[]>;
  /** Asks the user for one folder. */
  readonly chooseFolder: () => Promise<string | undefined>;
}

/** The user's own preset of that name, or else a built-in one. @throws OffcutError `preset-unknown` */
export const recipeOfPreset = (name: string, { presets }: Settings): Recipe =>
  presets[name] ?? parseRecipe(findPreset(name));

const startOfToday = () => new Date().setHours(0, 0, 0, 0);

type Chosen = Omit<RequestOutput<'folders.update'>, 'id' | 'send'>;

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
  /** What the user agreed to with `send`; undefined: nothing was said of it. */
  const consentFor = async (send: boolean | undefined, recipe: Recipe) => {
    if (send === undefined) return {};
    if (!send) return { consent: null };
    const providers = await tools.order(recipe);
    if (providers.length === 0) throw new OffcutError('provider-none');
    return { consent: { providers, at: Date.now() } };
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
    'folders.add': async ({ folder, destination, send, ...rest }) => {
      const preset = rest.preset ?? 'transparent';
      const recipe = recipeOfPreset(preset, settings());
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
          consent: null,
          ...fieldsOf(rest),
          ...(await consentFor(send, recipe)),
          folder: places.get(folder),
          destination: places.get(destination),
        },
        recipe,
      );
    },
    'folders.update': async ({ id, send, ...changed }) => {
      const recipe =
        changed.preset === undefined ? undefined : recipeOfPreset(changed.preset, settings());
      const consent = await consentFor(send, recipe ?? find(id).recipe);
      return hotFolders().update(id, { ...fieldsOf(changed), ...consent }, recipe);
    },
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
