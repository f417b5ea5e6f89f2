import path from 'node:path';
import { app, powerMonitor, protocol } from 'electron';
import { apiResults } from '../../core/api/store/open-api-store.ts';
import type { Engine } from '../../core/engine/engine.ts';
import { packageRoot, packageVersion } from '../../core/paths.ts';
import { localOwner } from '../../core/queue/local-owner.ts';
import type { SettingsFile } from '../../core/settings/settings-file.ts';
import { OffcutError } from '../../shared/errors.ts';
import type { ControlEvent } from '../../shared/queue-control.ts';
import type { QueueState } from '../../shared/queue-events.ts';
import { LocalApi } from '../api/local-api.ts';
import { registerRequests, type RequestHandlers } from '../bridge/register.ts';
import { Teller } from '../bridge/tell.ts';
import { apiHandlers } from '../handlers/api.ts';
import { folderHandlers } from '../handlers/folders.ts';
import { askFor, inputHandlers } from '../handlers/inputs.ts';
import { providerHandlers } from '../handlers/providers.ts';
import { queueHandlers } from '../handlers/queue.ts';
import { recipeHandlers } from '../handlers/recipe.ts';
import { settingsHandlers } from '../handlers/settings.ts';
import { Words } from '../i18n/words.ts';
import { infoOf, Inputs, type Input } from '../inputs/inputs.ts';
import { Places } from '../inputs/places.ts';
import type { Log } from '../log/log.ts';
import { QueueSigns } from '../native/queue-signs.ts';
import { followSystemAccent } from '../native/system-accent.ts';
import { TrayIcon } from '../native/tray.ts';
import { Pictures } from '../pictures/pictures.ts';
import { serveMedia } from '../protocol/media.ts';
import { servePage } from '../protocol/page.ts';
import { APP_ORIGIN, APP_SCHEME, MEDIA_SCHEME } from '../protocol/schemes.ts';
import { forgetMovedKeys } from '../providers/moved-keys.ts';
import { providerAccounts, type ProviderAccounts } from '../providers/accounts.ts';
import { Intake } from '../queue/intake.ts';
import { openedNotice } from '../queue/opened-notice.ts';
import { QueueSession } from '../../core/session/queue-session.ts';
import { appEngine, engineRoom } from '../queue/work-room.ts';
import { Backgrounds } from '../recipes/backgrounds.ts';
import { followPreset, type SavedPreset } from '../recipes/follow-preset.ts';
import { guardRecipes } from '../recipes/guard-recipes.ts';
import type { AppArguments } from './arguments.ts';
import { FolderNews } from './folder-news.ts';
import { followSettings, languageOf } from './follow-settings.ts';
import { Help } from './help.ts';
import { lockDown } from './lock-down.ts';
import { MainWindow } from './main-window.ts';
import { startInfo } from './start-info.ts';
import { Storage } from './storage.ts';
import type { userFolders } from './user-folders.ts';
import { WindowState } from './window-state.ts';

/** ms that pictures at work get to end when the app quits. */
const QUIT_GRACE_MS = 10_000;
const MEGABYTE = 1024 ** 2;

export interface OffcutAppOptions {
  readonly folders: ReturnType<typeof userFolders>;
  readonly settings: SettingsFile;
  readonly log: Log;
  /** Where the page comes from instead of the built files; only for developers. */
  readonly devServer: string | undefined;
}

/** The app: everything that lives as long as it does, tied together. */
export class OffcutApp {
  readonly #options: OffcutAppOptions;
  readonly #words: Words;
  readonly #teller = new Teller();
  readonly #folderNews = new FolderNews(this.#teller);
  readonly #inputs = new Inputs();
  readonly #places = new Places();
  readonly #window: MainWindow;
  readonly #windowState: WindowState;
  readonly #tray: TrayIcon;
  readonly #signs: QueueSigns;
  readonly #engine: Engine;
  readonly #accounts: ProviderAccounts;
  readonly #session: QueueSession;
  readonly #api: LocalApi;
  readonly #intake: Intake;
  readonly #backgrounds: Backgrounds;
  readonly #pictures: Promise<Pictures>;
  readonly #help: Help;
  #queueState: QueueState | undefined;
  #quitting = false;

  private constructor(options: OffcutAppOptions, engine: Engine) {
    const { folders, settings, log, devServer } = options;
    this.#options = options;
    this.#engine = engine;
    this.#words = new Words(languageOf(settings.settings));
    this.#windowState = new WindowState(folders.data);
    const open = () => {
      this.show();
    };
    this.#window = new MainWindow({
      state: this.#windowState,
      log,
      devServer,
      onClose: () => this.#closing(),
      onRestored: () => {
        this.#teller.tell('app.notice', { type: 'window-restored' });
      },
      onGone: () => {
        this.#teller.gone();
      },
    });
    this.#tray = new TrayIcon({
      words: this.#words,
      icon: path.join(packageRoot(), 'assets', 'tray.png'),
      onOpen: open,
      onPause: (paused) => {
        void this.#session.ask(paused ? 'pause' : 'resume', { batch: null }).catch(this.#fail);
      },
      onQuit: () => {
        app.quit();
      },
    });
    this.#signs = new QueueSigns({
      words: this.#words,
      window: () => this.#window.window,
      wantsNotifications: () => settings.settings.general.notifyWhenDone,
      onOpen: open,
    });
    const { concurrency } = engineRoom(settings.settings.performance);
    this.#accounts = providerAccounts(folders.data, engine, settings);
    const { desk } = this.#accounts;
    const owner = localOwner({
      engine,
      concurrency,
      permit: (consent) => desk.permit(consent),
      purpose: 'work',
      onPrepare: (model) => {
        this.#teller.tell('app.notice', { type: 'preparing-model', model });
      },
      onPrepared: (model) => {
        this.#teller.tell('app.notice', { type: 'model-prepared', model });
      },
      onStop: () => {
        app.quit();
      },
    });
    this.#session = new QueueSession({
      owner,
      hotFolders: { maxPixels: settings.settings.cutting.maxMegapixels * 1e6 },
      onLink: (link) => {
        if (link.error !== null) log.warn(`the queue cannot be used: ${link.error.message}`);
        this.#teller.tell('queue.link', link);
        if (link.role !== 'connecting') this.#api.queueIsBack();
      },
      onOpened: (report) => {
        const notice = openedNotice(report);
        if (notice !== undefined) this.#teller.tell('app.notice', notice);
      },
      onHotFolders: (hotFolders) => {
        this.#folderNews.follow(hotFolders);
      },
    });
    this.#session.listen((event) => {
      this.#hear(event);
    });
    this.#api = new LocalApi({
      dataFolder: folders.data,
      queue: this.#session,
      engine,
      log,
      settings: () => settings.settings,
      graceMs: QUIT_GRACE_MS,
      firstKeyName: () => this.#words.say('api.firstKey'),
      onStatus: (status) => {
        this.#teller.tell('api.changed', status);
      },
      onFirstKey: (made) => {
        this.#teller.tell('api.firstKey', made);
      },
    });
    this.#pictures = Pictures.open({
      ...owner,
      folder: folders.previews,
      engine,
      queue: this.#session,
      maxBytes: settings.settings.privacy.previewMegabytes * MEGABYTE,
      maxPixels: settings.settings.cutting.maxMegapixels * 1e6,
    });
    this.#intake = new Intake({
      queue: this.#session,
      engine,
      settings: () => settings.settings,
      pictures: app.getPath('pictures'),
      pasted: folders.pasted,
      order: (recipe) => desk.order(recipe),
    });
    this.#help = new Help(folders.logs, async () => ({
      settings: settings.settings,
      link: this.#session.link,
      counts: this.#queueState?.counts,
      devices: (await engine.info().catch(() => undefined))?.devices ?? [],
    }));
    this.#backgrounds = new Backgrounds({
      settings: () => settings.settings,
      queued: async () =>
        (await this.#session.ask('batches', {})).batches.map(({ batch }) => batch.recipe),
    });
  }

  /** To be called once, when Electron is ready. */
  static async start(options: OffcutAppOptions, args: AppArguments): Promise<OffcutApp> {
    const { settings, log } = options;
    const engine = appEngine(engineRoom(settings.settings.performance));
    const started = new OffcutApp(options, engine);
    await started.#begin(args);
    log.info(`Offcut ${packageVersion()} is ready`);
    return started;
  }

  show(): void {
    this.#window.show();
  }

  /** Files and addresses from outside the window: the command line, "Open with", another start. */
  async take({ paths, urls }: Pick<AppArguments, 'paths' | 'urls'>): Promise<void> {
    const inputs: readonly Input[] = [
      ...(await this.#inputs.addPaths(paths)),
      ...this.#inputs.addAddresses(urls),
    ];
    if (inputs.length === 0) return;
    try {
      const answer = await this.#intake.add(inputs);
      if (answer.status === 'consent') this.show();
      this.#teller.tell('queue.planned', answer);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Ends what is at work and lets go of the queue; what waits goes on with the next start. */
  async quit(): Promise<void> {
    if (this.#quitting) return;
    this.#quitting = true;
    this.#signs.close();
    this.#tray.show(false);
    await this.#api.close();
    await this.#session.close(QUIT_GRACE_MS);
    await this.#accounts.desk.close();
    await this.#engine.close();
    this.#options.log.info('ended');
  }

  async #begin(args: AppArguments): Promise<void> {
    const { settings, log, devServer } = this.#options;
    const pictures = await this.#pictures;
    lockDown(log, devServer);
    protocol.handle(APP_SCHEME, await servePage(path.join(packageRoot(), 'dist', 'renderer')));
    protocol.handle(
      MEDIA_SCHEME,
      serveMedia({
        ...pictures.media,
        onError: (error) => {
          log.warn(`a picture cannot be shown: ${error.message}`);
        },
      }),
    );
    registerRequests({
      handlers: guardRecipes(this.#handlers(pictures), (recipe) => this.#backgrounds.check(recipe)),
      takeFiles: async (paths) => infoOf(await this.#inputs.addPaths(paths)),
      senders: {
        origin: devServer === undefined ? APP_ORIGIN : new URL(devServer).origin,
        isOurs: (id) => this.#window.isOurs(id),
      },
      log,
    });
    followSettings(settings, {
      engine: this.#engine,
      session: this.#session,
      words: this.#words,
      tray: this.#tray,
      help: this.#help,
      onCommand: (command) => {
        this.show();
        this.#teller.tell('app.command', command);
      },
      onFailure: this.#fail,
    });
    settings.subscribe((changed) => {
      this.#api.follow();
      this.#teller.tell('settings.changed', changed);
    });
    const { setAside } = settings;
    if (setAside !== undefined) {
      this.#teller.tell('app.notice', { type: 'settings-set-aside', ...setAside });
    }
    this.#session.start();
    this.#api.follow();
    followSystemAccent((color) => {
      this.#teller.tell('app.accent', color);
    });
    powerMonitor.on('resume', () => {
      log.info('the machine woke up');
    });
    if (!args.hidden) this.show();
    await this.take(args);
  }

  #handlers(pictures: Pictures): RequestHandlers {
    const { folders, settings } = this.#options;
    const window = () => this.#window.window;
    const chooseFolder = async () =>
      (await askFor(window(), { properties: ['openDirectory', 'createDirectory'] }))[0];
    const { places } = folders;
    return {
      'app.start': () => startInfo(settings.settings, this.#session.link),
      'app.ready': () => {
        const page = this.#window.webContents;
        if (page !== undefined) this.#teller.ready(page);
        return {};
      },
      'app.copyDiagnostics': async () => {
        await this.#help.copyDiagnostics();
        return {};
      },
      'app.showLogs': async () => {
        await this.#help.showLogs();
        return {};
      },
      ...inputHandlers({ inputs: this.#inputs, pastedFolder: folders.pasted, window }),
      ...queueHandlers({
        session: this.#session,
        intake: this.#intake,
        inputs: this.#inputs,
        pictures,
        page: () => this.#window.webContents,
      }),
      'preview.recipe': ({ job, recipe }) => pictures.byRecipe(job, recipe),
      ...recipeHandlers({ backgrounds: this.#backgrounds, window }),
      ...settingsHandlers({
        file: settings,
        storage: new Storage({ places, clearPreviews: () => pictures.clear() }),
        chooseFolder,
        beforeChange: ({ providers: before }, { providers: after }) => {
          forgetMovedKeys(this.#accounts.keys, before.accounts, after.accounts);
        },
        onPresetSaved: (saved) => this.#followPreset(saved),
      }),
      ...providerHandlers(this.#accounts),
      ...apiHandlers(this.#api),
      ...folderHandlers({
        order: (recipe) => this.#accounts.desk.order(recipe),
        hotFolders: () => this.#session.hotFolders,
        activity: () => this.#folderNews.activity,
        places: this.#places,
        settings: () => settings.settings,
        chooseFolder,
      }),
    };
  }

  /** The preset is saved, whatever comes of this. */
  async #followPreset(saved: SavedPreset): Promise<void> {
    try {
      await followPreset(this.#session.hotFolders, saved);
    } catch (error) {
      const { code } = OffcutError.from(error);
      // Those of another process have their own copies, which that process alone can change.
      if (code !== 'hot-folders-elsewhere') this.#fail(error);
    }
  }

  /** Whether the window is to be hidden rather than closed. */
  #closing(): boolean {
    if (this.#quitting || !this.#tray.shown) return false;
    if (this.#windowState.firstTime('tray')) this.#signs.say(this.#words.say('tray.stays'));
    return true;
  }

  /** Says, once, that what waits is not lost; for whoever quits with pictures that wait. */
  sayWhatWaits(): void {
    const { queued = 0, running = 0 } = this.#queueState?.counts ?? {};
    if (queued === 0 || this.#session.link.role !== 'owner') return;
    if (!this.#windowState.firstTime('quit')) return;
    this.#signs.say(this.#words.say('quit.waits', { count: queued + running }));
  }

  #hear(event: ControlEvent): void {
    if (event.type === 'ended') {
      const { target, state } = event.job;
      const isOfApi = path.dirname(target) === apiResults(this.#options.folders.data);
      if (!isOfApi) this.#signs.ended(state.name);
      return;
    }
    for (const each of event.events) {
      if (each.type !== 'state') continue;
      this.#queueState = each.state;
      this.#signs.hear(each.state);
      this.#tray.tell(each.state);
    }
    this.#teller.tell('queue.events', event.events);
  }

  readonly #fail = (error: unknown): void => {
    const known = OffcutError.from(error);
    this.#options.log.error(known.message, error);
    this.#teller.tell('app.notice', { type: 'error', error: known.toReport() });
  };
}
