import { z } from 'zod';
import { apiSecretSchema, newApiKeySchema, type ApiKey, type MadeApiKey } from '../api-key.ts';
import type { ApiStatus } from '../api-status.ts';
import type { QueueLink } from '../queue-link.ts';
import type { Size } from '../cutout.ts';
import type { ErrorReport } from '../errors.ts';
import type { HotFolderEvent, HotFolderProblem, HotFolderStatus } from '../hot-folders.ts';
import { providerIds, type ProviderId } from '../provider.ts';
import { afterwards, type BatchId, type HotFolderId, type Job } from '../queue.ts';
import { controlMethods, type ControlMethod, type ControlResult } from '../queue-control.ts';
import type { QueueMessage } from '../queue-events.ts';
import { idSchema } from '../queue-schema.ts';
import { recipeSchema } from '../recipe.ts';
import { presetNameSchema, settingsChangeSchema, type Settings } from '../settings.ts';
import type { EventName, RequestName } from './channels.ts';
import type { Platform } from '../shown-path.ts';

/**
 * Everything that crosses between the window and the main process. The window names things by ids;
 * paths go to it only to be read by a person. What it asks is checked against these schemas before
 * anything else looks at it.
 */

/** Names something that the user chose: a file, a folder, an address, a picture that was pasted. */
const opaqueIdSchema = z.uuid();
const providerIdSchema = z.enum(providerIds);
/** As it can stand in a header. */
const secretSchema = z
  .string()
  .trim()
  .regex(/^[!-~]{4,500}$/);
const nothing = z.strictObject({});
const inputs = z.array(opaqueIdSchema).min(1).max(100_000).readonly();
const oneJob = z.strictObject({ job: idSchema });

export const inputKinds = ['file', 'folder', 'address', 'pasted'] as const;

/** What can be added to the queue. */
export interface InputInfo {
  readonly id: string;
  readonly kind: (typeof inputKinds)[number];
  /** For a person to read. */
  readonly name: string;
}

/** A place that the user chose. */
export interface PlaceInfo {
  readonly id: string;
  readonly path: string;
}

/** What stands against a batch, before anything of it was written. */
export interface PlanReport {
  readonly plan: string;
  /** Pictures that can be added all the same. */
  readonly pictures: number;
  readonly problems: readonly { readonly input: string; readonly error: ErrorReport }[];
  /** What nothing of it can be added for. */
  readonly refusals: readonly ErrorReport[];
  readonly warnings: readonly ErrorReport[];
}

export type AddAnswer =
  | {
      readonly status: 'added';
      readonly batches: readonly BatchId[];
      readonly pictures: number;
      readonly warnings: readonly ErrorReport[];
    }
  /** Nothing was added yet: the user is to decide. */
  | ({ readonly status: 'problems' } & PlanReport)
  | ({ readonly status: 'consent' } & ConsentQuestion);

/** What the user has to agree to before any picture of a batch may be sent away. */
export interface ConsentQuestion {
  readonly plan: string;
  /** So many at most; under `local-then-cloud`, only those that are not cut well here. */
  readonly pictures: number;
  readonly policy: 'local-then-cloud' | 'cloud';
  /** In the order in which they are asked. */
  readonly providers: readonly {
    readonly id: ProviderId;
    readonly name: string;
    /** The provider's own credits for one picture. */
    readonly credits: number;
    /** It fetches files from the user's bucket, where they lie for that while. */
    readonly byBucket: boolean;
  }[];
}

/** Where the window may say that a key comes from. `session`: it is forgotten at the end. */
export type KeyPlace = 'stored' | 'session' | 'variable' | 'file';

/** All that the window knows of a key. */
export interface KnownKey {
  /** Its last four characters; '' where it is too short to tell them. */
  readonly lastFour: string;
  readonly place: KeyPlace;
}

/** What the window knows of a provider; of its key, that there is one and how it ends. */
export interface ProviderInfo {
  readonly id: ProviderId;
  readonly name: string;
  readonly input: 'file' | 'url';
  /** The provider's own credits for one picture. */
  readonly credits: number;
  /** As documented; null: no document says. */
  readonly documentedUrl: string | null;
  readonly key: KnownKey | null;
  readonly spent: {
    readonly day: ProviderAmount;
    readonly month: ProviderAmount;
    readonly all: ProviderAmount;
  };
  /** How it failed last, since Offcut was started and it last worked. */
  readonly lastFailure: { readonly error: ErrorReport; readonly at: number } | null;
}

export interface ProviderAmount {
  readonly pictures: number;
  readonly credits: number;
}

export interface ProvidersAnswer {
  /** In the order in which they are asked, as `allAccounts` of the settings gives it. */
  readonly providers: readonly ProviderInfo[];
  /** Whether keys can be kept encrypted; else they are forgotten when Offcut ends. */
  readonly keepsKeys: boolean;
  /** The keys to the bucket where files lie for a while; told by the end of the access key's id. */
  readonly bucketKey: KnownKey | null;
}

/** Something that the user should know, and can dismiss. */
export type AppNotice =
  /** A settings file could not be used; it is kept under another name. */
  | { readonly type: 'settings-set-aside'; readonly path: string; readonly reason: string }
  | { readonly type: 'queue-restored'; readonly reason: string; readonly madeAt: number }
  | { readonly type: 'queue-started-over'; readonly reason: string; readonly path: string | null }
  | { readonly type: 'preparing-model'; readonly model: string }
  | { readonly type: 'model-prepared'; readonly model: string }
  /** The window's page was lost and loaded anew. */
  | { readonly type: 'window-restored' }
  | { readonly type: 'error'; readonly error: ErrorReport };

export interface StartInfo {
  readonly version: string;
  readonly platform: Platform;
  /** The user's home folder. */
  readonly home: string;
  /** The system's accent colour, `#rrggbb`; null: it has none. */
  readonly accent: string | null;
  /** BCP 47, the user's first. */
  readonly locales: readonly string[];
  /** Where cutouts go by default, as settings tell of it only in words. */
  readonly picturesFolder: string;
  readonly settings: Settings;
  readonly link: QueueLink;
}

export const storedThings = [
  'queue',
  'previews',
  'pasted',
  'logs',
  'settings',
  'providers',
  'api',
  'models',
] as const;
export type StoredThing = (typeof storedThings)[number];
export interface Stored {
  readonly what: StoredThing;
  readonly path: string;
  readonly bytes: number;
}

/** What a hot folder did lately, newest last. */
export interface FolderActivity {
  readonly at: number;
  readonly event: HotFolderEvent;
}

/** How many cutouts a hot folder made, whatever the queue's list still has of them. */
export interface FolderDone {
  readonly hotFolder: HotFolderId;
  readonly today: number;
  readonly all: number;
}

export interface FoldersAnswer {
  readonly folders: readonly HotFolderStatus[];
  readonly done: readonly FolderDone[];
  readonly problems: readonly HotFolderProblem[];
  readonly activity: readonly FolderActivity[];
}

/** What is chosen by id, and what is typed, of a hot folder. */
const folderFields = {
  destination: opaqueIdSchema,
  preset: presetNameSchema,
  recursive: z.boolean(),
  include: z.array(z.string().min(1)),
  exclude: z.array(z.string().min(1)),
  afterwards: z.enum(afterwards),
  /** Null: `done` in the folder. */
  doneFolder: opaqueIdSchema.nullable(),
  pollEvery: z.int().min(200).nullable(),
  /** Whether pictures that come in may be sent to the providers that its recipe asks. */
  send: z.boolean(),
};

/** Commands of menus and keys that the window carries out. */
export const appCommands = [
  'add-pictures',
  'add-folder',
  'start',
  'pause',
  'retry-failed',
  'find',
  'show-queue',
  'show-folders',
  'show-providers',
  'show-settings',
  'toggle-inspector',
  'show-shortcuts',
] as const;
export type AppCommand = (typeof appCommands)[number];

/** What each request takes. */
export const requestSchemas = {
  'app.start': nothing,
  /** The window can show things now: what came meanwhile is told. */
  'app.ready': nothing,
  'app.copyDiagnostics': nothing,
  'app.showLogs': nothing,
  /** Asks the user. */
  'inputs.choose': z.strictObject({ what: z.enum(['pictures', 'folder']) }),
  /** The picture on the clipboard, or the web addresses in its text. */
  'inputs.paste': nothing,
  'inputs.addresses': z.strictObject({
    urls: z
      .array(z.url({ protocol: /^https?$/ }).max(8192))
      .min(1)
      .max(1000),
  }),
  'inputs.samples': nothing,
  /** Plans, and adds at once where nothing stands against it. Recipe: by default the settings'. */
  'queue.add': z.strictObject({
    inputs,
    recipe: recipeSchema.optional(),
    preset: presetNameSchema.nullable().optional(),
  }),
  /**
   * Cuts the pictures of these jobs again, by another recipe, as a batch of their own. Nothing is
   * skipped for an output that is there already. Preset: the recipe's name in names of outputs.
   */
  'queue.recut': z.strictObject({
    jobs: z.array(idSchema).min(1).max(100_000).readonly(),
    recipe: recipeSchema,
    preset: presetNameSchema.nullable().optional(),
  }),
  /** What can be added of a plan with problems. */
  'queue.addPlanned': z.strictObject({ plan: opaqueIdSchema }),
  /** What the user said to a `consent` question; `send` false: all is cut here, where it can be. */
  'queue.answerConsent': z.strictObject({ plan: opaqueIdSchema, send: z.boolean() }),
  'queue.dropPlan': z.strictObject({ plan: opaqueIdSchema }),
  'queue.page': controlMethods.page.params,
  'queue.position': controlMethods.position.params,
  'queue.jobs': controlMethods.jobs.params,
  'queue.counts': controlMethods.counts.params,
  'queue.batches': controlMethods.batches.params,
  'queue.status': controlMethods.status.params,
  'queue.pause': controlMethods.pause.params,
  'queue.resume': controlMethods.resume.params,
  'queue.retry': controlMethods.retry.params,
  'queue.cancel': controlMethods.cancel.params,
  'queue.clear': controlMethods.clear.params,
  'queue.move': controlMethods.move.params,
  'queue.prioritise': controlMethods.prioritise.params,
  /** In the system's file manager. */
  'queue.reveal': oneJob.extend({ what: z.enum(['source', 'output']) }),
  /** With the system's program for it. */
  'queue.open': oneJob.extend({ what: z.enum(['source', 'output']) }),
  /** To the clipboard. */
  'queue.copy': oneJob,
  /** Begins to drag outputs out of the window. */
  'queue.drag': z.strictObject({ jobs: z.array(idSchema).min(1).max(1000).readonly() }),
  /** A small cutout of a job's source by a recipe that is being thought about. */
  'preview.recipe': oneJob.extend({ recipe: recipeSchema }),
  /** Asks the user for the picture behind the subject; only such a picture may be in a recipe. */
  'recipe.chooseBackground': nothing,
  'settings.change': settingsChangeSchema,
  /** Asks the user for the folder of cutouts. */
  'settings.chooseDestination': nothing,
  'settings.storage': nothing,
  'settings.clear': z.strictObject({ what: z.enum(['previews', 'pasted', 'logs']) }),
  'providers.list': nothing,
  'providers.setKey': z.strictObject({
    id: providerIdSchema,
    key: secretSchema,
  }),
  'providers.removeKey': z.strictObject({ id: providerIdSchema }),
  /** Whether the key is good; costs nothing. */
  'providers.test': z.strictObject({ id: providerIdSchema }),
  'providers.setBucketKeys': z.strictObject({
    accessKeyId: secretSchema,
    secretAccessKey: secretSchema,
  }),
  'providers.removeBucketKeys': nothing,
  /** Whether the bucket of the settings takes a picture, shows it and lets it go. */
  'providers.testBucket': nothing,
  'presets.save': z.strictObject({ name: presetNameSchema, recipe: recipeSchema }),
  'presets.remove': z.strictObject({ name: presetNameSchema }),
  'api.status': nothing,
  /** Tries again to serve, after a failure. */
  'api.retry': nothing,
  /** What can be asked of the local API, in the browser; the address is not the window's to say. */
  'api.openPage': nothing,
  'api.copyAddress': nothing,
  /** Nothing else gets to the clipboard by this. */
  'api.copyKey': z.strictObject({ secret: apiSecretSchema }),
  'api.keys': nothing,
  'api.addKey': newApiKeySchema,
  'api.revokeKey': z.strictObject({ id: opaqueIdSchema }),
  'folders.list': nothing,
  'folders.choose': z.strictObject({ what: z.enum(['folder', 'destination', 'done']) }),
  'folders.add': z.strictObject({
    ...z.strictObject(folderFields).partial().shape,
    folder: opaqueIdSchema,
    destination: folderFields.destination,
  }),
  'folders.update': z.strictObject({
    ...z.strictObject(folderFields).partial().shape,
    id: idSchema,
  }),
  'folders.pause': z.strictObject({ id: idSchema, paused: z.boolean() }),
  'folders.remove': z.strictObject({ id: idSchema }),
  /** Paths as problems tell them: within the folder. */
  'folders.retry': z.strictObject({
    id: idSchema,
    paths: z.array(z.string().min(1)).min(1).max(100_000).optional(),
  }),
  'folders.reveal': z.strictObject({ id: idSchema, what: z.enum(['folder', 'destination']) }),
} as const satisfies Readonly<Record<RequestName, z.ZodType>>;

export type RequestInput<N extends RequestName> = z.input<(typeof requestSchemas)[N]>;
export type RequestOutput<N extends RequestName> = z.output<(typeof requestSchemas)[N]>;

type QueueAnswers = { readonly [M in ControlMethod as `queue.${M}`]: ControlResult<M> };
type Nothing = Readonly<Record<string, never>>;

interface OtherAnswers {
  readonly 'app.start': StartInfo;
  readonly 'app.ready': Nothing;
  readonly 'app.copyDiagnostics': Nothing;
  readonly 'app.showLogs': Nothing;
  /** Empty: the user chose nothing. */
  readonly 'inputs.choose': readonly InputInfo[];
  /** Empty: there is no picture on it. */
  readonly 'inputs.paste': readonly InputInfo[];
  readonly 'inputs.addresses': readonly InputInfo[];
  readonly 'inputs.samples': readonly InputInfo[];
  readonly 'queue.add': AddAnswer;
  readonly 'queue.recut': AddAnswer;
  readonly 'queue.addPlanned': AddAnswer;
  readonly 'queue.answerConsent': AddAnswer;
  readonly 'queue.dropPlan': Nothing;
  readonly 'queue.reveal': Nothing;
  readonly 'queue.open': Nothing;
  readonly 'queue.copy': Nothing;
  readonly 'queue.drag': Nothing;
  /** `url`: for an <img>. */
  readonly 'preview.recipe': { readonly url: string; readonly size: Size };
  /** Null: the user chose none. */
  readonly 'recipe.chooseBackground': { readonly path: string } | null;
  readonly 'settings.change': Settings;
  readonly 'settings.chooseDestination': Settings;
  readonly 'settings.storage': readonly Stored[];
  readonly 'settings.clear': readonly Stored[];
  readonly 'providers.list': ProvidersAnswer;
  readonly 'providers.setKey': ProvidersAnswer;
  readonly 'providers.removeKey': ProvidersAnswer;
  /** `remaining`: the provider's own credits that are left; null: it does not say. */
  readonly 'providers.test': { readonly remaining: number | null };
  readonly 'providers.setBucketKeys': ProvidersAnswer;
  readonly 'providers.removeBucketKeys': ProvidersAnswer;
  readonly 'providers.testBucket': Nothing;
  readonly 'presets.save': Settings;
  readonly 'presets.remove': Settings;
  readonly 'api.status': ApiStatus;
  readonly 'api.retry': Nothing;
  readonly 'api.openPage': Nothing;
  readonly 'api.copyAddress': Nothing;
  readonly 'api.copyKey': Nothing;
  /** Without those that were revoked. */
  readonly 'api.keys': readonly ApiKey[];
  readonly 'api.addKey': MadeApiKey;
  readonly 'api.revokeKey': readonly ApiKey[];
  readonly 'folders.list': FoldersAnswer;
  /** Null: the user chose none. */
  readonly 'folders.choose': PlaceInfo | null;
  readonly 'folders.add': HotFolderStatus;
  readonly 'folders.update': HotFolderStatus;
  readonly 'folders.pause': Nothing;
  readonly 'folders.remove': Nothing;
  readonly 'folders.retry': { readonly pictures: number };
  readonly 'folders.reveal': Nothing;
}

export type RequestAnswer<N extends RequestName> = N extends keyof OtherAnswers
  ? OtherAnswers[N]
  : N extends keyof QueueAnswers
    ? QueueAnswers[N]
    : never;

/** What each event tells. */
export interface EventPayloads extends Readonly<Record<EventName, unknown>> {
  readonly 'queue.events': QueueMessage;
  readonly 'queue.link': QueueLink;
  /** What became of pictures that came from outside the window: the command line, "Open with". */
  readonly 'queue.planned': AddAnswer;
  readonly 'folders.event': HotFolderEvent;
  readonly 'settings.changed': Settings;
  readonly 'api.changed': ApiStatus;
  /** The key that is made where there is none when the local API is first switched on. */
  readonly 'api.firstKey': MadeApiKey;
  readonly 'app.notice': AppNotice;
  readonly 'app.command': AppCommand;
  /** As in `StartInfo`. */
  readonly 'app.accent': string | null;
}

/** How the main process answers: errors keep their code, which a thrown Error would lose. */
export type Envelope<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorReport };

/** What the preload puts into the page, as `window.offcut`. */
export interface Bridge {
  request(name: RequestName, input: unknown): Promise<Envelope<unknown>>;
  /** Returns a function that ends it. */
  on(name: EventName, listener: (payload: unknown) => void): () => void;
  /** Files and folders that were dropped or pasted; those that are no files on disk are left out. */
  takeFiles(files: readonly unknown[]): Promise<Envelope<readonly InputInfo[]>>;
}

/**
 * Which picture of a job: what it was made of, or the cutout; or of the matte, as it lies on what it
 * was made of: grey, or white where it is uncertain and transparent elsewhere. The page takes that
 * last one for a mask, which browsers fetch with CORS. A matte may have to be made first.
 */
export const mediaSides = ['before', 'after', 'matte', 'edge'] as const;
export type MediaSide = (typeof mediaSides)[number];

/** px of the longer side, as previews are kept (`previewSides`); `full`: as large as it is. */
export const mediaSizes = [256, 512, 1024, 2048, 'full'] as const;
export type MediaSize = (typeof mediaSizes)[number];

/** `at` makes an address new when the picture behind it is. */
export const mediaUrl = (job: Job, side: MediaSide, size: MediaSize): string =>
  `offcut-media://job/${job.id}/${side}/${size}?at=${'at' in job.state ? job.state.at : job.attempts}`;
