import { z } from 'zod';
import { DEFAULT_API_PORT } from './api-port.ts';
import { DEFAULT_NAME_TEMPLATE, parseNameTemplate } from './name-template.ts';
import { providerAccountsSchema } from './provider-account.ts';
import { recipeSchema } from './recipe.ts';
import { stagingSettingsSchema } from './staging.ts';

/**
 * What the user decides once, for every front door that asks: plain data with a default for every
 * field. What decides how a single cutout looks is the recipe's.
 */

/** Raised when a stored file has to be read in another way. */
export const SETTINGS_VERSION = 1;

export const languages = ['en', 'de', 'fr', 'es', 'ja', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

const template = z.string().superRefine((text, context) => {
  try {
    parseNameTemplate(text);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'wrong' });
  }
});

/**
 * Where cutouts go. `beside`: into a folder of this name in the folder that the picture, or the
 * folder that was added, lies in; what comes from elsewhere goes into the system's folder for
 * pictures. `pictures`: into `Offcut` in that folder. `folder`: absolute.
 */
export const destinationSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('pictures') }),
  z.strictObject({
    type: z.literal('beside'),
    name: z.string().trim().min(1).max(200).default('cutouts'),
  }),
  z.strictObject({ type: z.literal('folder'), path: z.string().min(1) }),
]);
export type DestinationSetting = z.output<typeof destinationSchema>;

const general = z
  .strictObject({
    theme: z.enum(['system', 'light', 'dark']).default('system'),
    /** null: the system's, where Offcut speaks it. */
    language: z.enum(languages).nullable().default(null),
    startAtLogin: z.boolean().default(false),
    /** Keeps Offcut in the tray when its window is closed. */
    keepInTray: z.boolean().default(false),
    notifyWhenDone: z.boolean().default(true),
  })
  .prefault({});

const output = z
  .strictObject({
    destination: destinationSchema.default({ type: 'pictures' }),
    template: template.default(DEFAULT_NAME_TEMPLATE),
    placement: z.enum(['rename', 'skip', 'overwrite']).default('rename'),
    /** Puts all cutouts into one folder instead of mirroring sub-folders. */
    flatten: z.boolean().default(false),
  })
  .prefault({});

/** The recipe of what is dropped next, and the preset that it was taken from. */
const cutting = z
  .strictObject({
    recipe: recipeSchema.prefault({}),
    preset: z.string().nullable().default('transparent'),
    lenient: z.boolean().default(false),
    maxMegapixels: z.int().min(1).max(1000).default(100),
  })
  .prefault({});

const performance = z
  .strictObject({
    /** Of one inference; 0: as many as there are cores. */
    threads: z.int().min(0).max(256).default(0),
    /** What the engine may take before it is started anew, in MB. */
    memoryMegabytes: z.int().min(1024).max(65_536).default(3072),
    /** Leaves a core and most of the memory to other programs. */
    stayResponsive: z.boolean().default(false),
  })
  .prefault({});

const privacy = z
  .strictObject({
    /** Nothing is fetched from or sent to the network, whatever else is asked for. */
    networkOff: z.boolean().default(false),
    /** What small pictures for the window may take on disk, in MB. */
    previewMegabytes: z.int().min(50).max(10_000).default(500),
  })
  .prefault({});

/** What the user's own accounts at cloud providers may be used for. */
const providers = z
  .strictObject({
    accounts: providerAccountsSchema.default([]),
    /** Where files lie for a while for providers that take addresses only; null: nowhere. */
    staging: stagingSettingsSchema.nullable().default(null),
  })
  .prefault({});

/** What the app answers to other programs; only those on this computer reach it. */
const api = z
  .strictObject({
    enabled: z.boolean().default(false),
    /** Those below are the system's. */
    port: z.int().min(1024).max(65_535).default(DEFAULT_API_PORT),
  })
  .prefault({});

/** How the window looks to this user. */
const view = z
  .strictObject({
    layout: z.enum(['grid', 'list']).default('grid'),
    /** px of a tile's side. */
    tileSize: z.int().min(96).max(320).default(176),
    inspectorOpen: z.boolean().default(true),
    /** px. */
    inspectorWidth: z.int().min(280).max(560).default(320),
  })
  .prefault({});

/** A preset of the user's own, by its name. */
export const presetNameSchema = z.string().trim().min(1).max(60);

export const settingsSchema = z.strictObject({
  version: z.literal(SETTINGS_VERSION).default(SETTINGS_VERSION),
  general,
  output,
  cutting,
  performance,
  privacy,
  providers,
  api,
  view,
  presets: z.record(presetNameSchema, recipeSchema).default({}),
});
export type Settings = z.output<typeof settingsSchema>;

export const defaultSettings: Settings = settingsSchema.parse({});

/** The sections that a window may change; presets have their own requests. */
const sections = { general, output, cutting, performance, privacy, providers, api, view } as const;
type Section = keyof typeof sections;

/** Some fields of some sections. */
export const settingsChangeSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(sections).map(([name, schema]) => [name, changeOf(schema).optional()]),
  ),
) as unknown as z.ZodType<SettingsChange>;

export type SettingsChange = {
  readonly [S in Section]?: { readonly [F in keyof Settings[S]]?: Settings[S][F] | undefined };
};

/** Some fields of a section, without its defaults: what is not said stays. */
function changeOf(section: z.ZodPrefault<z.ZodObject>): z.ZodType {
  const { shape } = section.unwrap();
  return z.strictObject(
    Object.fromEntries(
      Object.entries(shape).map(([name, field]) => [
        name,
        (field instanceof z.ZodDefault || field instanceof z.ZodPrefault
          ? (field.unwrap() as z.ZodType)
          : (field as z.ZodType)
        ).optional(),
      ]),
    ),
  );
}

/** @throws ZodError when what comes out of it is not valid */
export function changeSettings(settings: Settings, change: SettingsChange): Settings {
  const changed: Record<string, unknown> = { ...settings };
  for (const [name, fields] of Object.entries(change)) {
    const given = Object.entries(fields).filter(([, value]) => value !== undefined);
    changed[name] = { ...settings[name as Section], ...Object.fromEntries(given) };
  }
  return settingsSchema.parse(changed);
}
