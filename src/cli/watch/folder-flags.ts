import path from 'node:path';
import { Option, type Command } from 'commander';
import { realPlace } from '../../core/files/real-place.ts';
import { refuseOverlap } from '../../core/hot-folders/check-settings.ts';
import { checkGlob } from '../../core/hot-folders/picture-filter.ts';
import type { WantedSettings } from '../../core/hot-folders/hot-folders.ts';
import { findModel, loadCatalogue } from '../../core/models/catalogue.ts';
import { checkBackground } from '../../core/plan/check-background.ts';
import { refuseNotYetBuilt, type Recipe } from '../../shared/recipe.ts';
import { addConsentFlag, consentFromFlags, withDesk, type ConsentFlags } from '../cloud.ts';
import { chooseDestination } from '../flags/destination.ts';
import { count } from '../flags/number-flags.ts';
import { addRecipeFlags, recipeFromFlags } from '../flags/recipe-flags.ts';
import { UsageError } from '../usage-error.ts';

/** What becomes of originals, in the words of the command line. */
const originals = {
  leave: 'leave',
  done: 'move-to-done',
  bin: 'recycle-bin',
} as const satisfies Readonly<Record<string, WantedSettings['afterwards']>>;

interface FolderOptions extends ConsentFlags {
  readonly output?: string;
  readonly out?: string;
  readonly preset?: string;
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  readonly flat?: true;
  readonly originals: keyof typeof originals;
  readonly doneFolder?: string;
  /** s */
  readonly poll?: number;
}

/** A hot folder as a command line wants it: its paths are absolute, and real as far as they exist. */
export interface WantedFolder {
  readonly settings: Omit<WantedSettings, 'paused'>;
  readonly recipe: Recipe;
}

/** The flags that say how one folder is watched, and are kept with it. */
export const addFolderFlags = (command: Command): Command =>
  addRecipeFlags(
    addConsentFlag(command)
      .option('-o, --output <folder>', 'folder for the cutouts; sub-folders are mirrored')
      .addOption(new Option('--out <folder>', 'the same as --output').conflicts('output'))
      .option('--include <glob...>', 'take only pictures whose name or path matches')
      .option('--exclude <glob...>', 'leave pictures out whose name or path matches')
      .option('--flat', 'leave sub-folders out')
      .addOption(
        new Option('--originals <what>', 'what becomes of a picture whose cutout is done')
          .choices(Object.keys(originals))
          .default('leave'),
      )
      .option(
        '--done-folder <folder>',
        'where --originals done moves them (default: done in the folder)',
      )
      .option(
        '--poll <seconds>',
        'look every so often instead of listening, for network drives',
        count(1, 86_400),
      ),
  );

function destinationOf({ output, out }: FolderOptions, folder: string, cwd: string): string {
  const wanted = output ?? out;
  if (wanted === undefined) throw new UsageError('Say where the cutouts go, with --out FOLDER.');
  const { destination } = chooseDestination(wanted, [folder], false, cwd);
  if (destination.type === 'directory') return destination.path;
  throw new UsageError(`The cutouts of a folder go into a folder, which ${wanted} is not.`);
}

/** The folder for originals that are done, as it was given. */
function doneFolderOf({ doneFolder, originals: what }: FolderOptions): string | null {
  if (doneFolder === undefined) return null;
  if (what === 'done') return doneFolder;
  throw new UsageError('--done-folder is for --originals done.');
}

/**
 * The hot folder that a command line asks for. Refuses what is wrong whatever there is on the disk;
 * the rest is refused by `HotFolders`.
 * @throws UsageError; OffcutError `hot-folder-glob-invalid`, `hot-folder-overlap`,
 *   `recipe-not-yet`, `background-unreadable`, `model-unknown`, and those of `recipeFromFlags` and
 *   `consentFromFlags`
 */
export async function folderFromFlags(folder: string, command: Command): Promise<WantedFolder> {
  const options = command.opts<FolderOptions>();
  const cwd = process.cwd();
  const destination = destinationOf(options, folder, cwd);
  const doneFolder = doneFolderOf(options);
  const { include = [], exclude = [], poll, preset = null } = options;
  for (const glob of [...include, ...exclude]) checkGlob(glob);
  const recipe = recipeFromFlags(command, undefined);
  refuseNotYetBuilt(recipe);
  const consent = await withDesk((desk) => consentFromFlags(recipe, options, desk));
  // A name that is wrong here would be wrong with each picture, as would be a background.
  findModel(loadCatalogue(), recipe.model);
  await checkBackground(recipe);
  const place = await realPlace(path.resolve(cwd, folder));
  const realDestination = await realPlace(destination);
  await refuseOverlap(place, realDestination);
  return {
    recipe,
    settings: {
      folder: place,
      destination: realDestination,
      preset,
      recursive: options.flat !== true,
      include: [...include],
      exclude: [...exclude],
      afterwards: originals[options.originals],
      doneFolder: doneFolder === null ? null : await realPlace(path.resolve(cwd, doneFolder)),
      pollEvery: poll === undefined ? null : poll * 1000,
      consent,
    },
  };
}
