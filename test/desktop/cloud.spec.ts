import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { parseRecipe } from '../../src/shared/recipe.ts';
import { startClipdrop } from '../providers/servers/clipdrop.ts';
import type { ContractServer } from '../providers/servers/contract-server.ts';
import { startPoof } from '../providers/servers/poof.ts';
import { ask, chooseFiles, countsOf, expect, readyPage, test, type Desktop } from './desktop.ts';
import { choose, openSection, recipePanel } from './recipe-panel.ts';

interface Servers {
  readonly clipdrop: ContractServer;
  readonly poof: ContractServer;
}

const withServers = test.extend<{ readonly servers: Servers }>({
  servers: async ({}, use) => {
    const servers = { clipdrop: await startClipdrop({ credits: 3 }), poof: await startPoof() };
    await use(servers);
    for (const server of Object.values(servers)) await server.close();
  },
});

const removals = ({ requests }: ContractServer) =>
  requests.filter(({ step }) => step === 'remove').length;

/** Pictures in which no model finds a subject. */
async function blankPictures(desktop: Desktop, count: number): Promise<readonly string[]> {
  const background = { r: 200, g: 200, b: 200 };
  const blank = await sharp({ create: { width: 90, height: 60, channels: 3, background } })
    .withExif({ IFD0: { Artist: 'Somebody' } })
    .jpeg()
    .toBuffer();
  const files = Array.from({ length: count }, (_, at) =>
    path.join(desktop.folder, `blank-${at + 1}.jpg`),
  );
  for (const file of files) await writeFile(file, blank);
  return files;
}

const question = (page: Page) =>
  page.getByRole('alertdialog', { name: 'Send pictures to a cloud provider?' });

withServers(
  'asks before it sends; sends what fails here, and says who made it',
  async ({ desktop, servers: { clipdrop, poof } }) => {
    withServers.setTimeout(180_000);
    const env = {
      ...{ OFFCUT_CLIPDROP_KEY: clipdrop.key, OFFCUT_CLIPDROP_URL: clipdrop.baseUrl },
      ...{ OFFCUT_POOF_KEY: poof.key, OFFCUT_POOF_URL: poof.baseUrl },
    };
    const page = await readyPage(await desktop.launch([], { env }));
    await openSection(page, 'Where it is cut');
    await choose(page, 'Cut by', 'This computer, else a provider');
    await expect(
      recipePanel(page).getByText('You are asked before anything is sent'),
    ).toBeVisible();
    const pictures = [...(await desktop.pictures(15)), ...(await blankPictures(desktop, 5))];
    const addAll = async () => (await desktop.launch(pictures)).waitForExit();

    await addAll();
    await expect(question(page)).toContainText('Of 20 pictures, those are sent');
    await expect(question(page).getByRole('listitem')).toHaveText([
      'Clipdrop1 credit a picture, 20 at most',
      'Poof1 credit a picture, 20 at most',
    ]);
    await question(page).getByRole('button', { name: 'Cancel' }).click();
    await expect(question(page)).toBeHidden();
    expect((await ask(page, 'queue.batches', {})).batches).toEqual([]);

    await addAll();
    await question(page).getByRole('button', { name: 'Cut only here' }).click();
    await expect
      .poll(() => countsOf(page), { timeout: 90_000 })
      .toMatchObject({ done: 15, failed: 5 });
    const failed = await ask(page, 'queue.page', { states: ['failed'], offset: 0, limit: 9 });
    for (const { state } of failed.jobs) {
      expect(state).toMatchObject({ error: { code: 'no-subject' } });
    }
    expect([clipdrop.requests, poof.requests]).toEqual([[], []]);

    await addAll();
    await question(page).getByRole('button', { name: 'Send and cut' }).click();
    await expect
      .poll(() => countsOf(page), { timeout: 90_000 })
      .toMatchObject({ done: 35, failed: 5 });
    const [newest] = (await ask(page, 'queue.batches', {})).batches;
    expect(newest?.batch.consent?.providers).toEqual(['clipdrop', 'poof']);
    const made = await ask(page, 'queue.page', {
      ...{ batch: newest?.batch.id, states: ['done'], offset: 0, limit: 50 },
    });
    const by = (id: string | undefined) =>
      made.jobs.filter(({ state }) => state.name === 'done' && state.facts.provider?.id === id)
        .length;
    expect([by(undefined), by('clipdrop'), by('poof')]).toEqual([15, 3, 2]);
    expect(removals(poof)).toBe(2);
    expect([...clipdrop.violations, ...poof.violations]).toEqual([]);
    for (const { files } of [...clipdrop.requests, ...poof.requests]) {
      const sent = await sharp(files['image_file']?.bytes).metadata();
      expect([sent.width, sent.height, sent.exif]).toEqual([90, 60, undefined]);
    }
    const { providers } = await ask(page, 'providers.list', {});
    const spent = Object.fromEntries(providers.map((each) => [each.id, each.spent.all]));
    expect(spent).toMatchObject({
      clipdrop: { pictures: 3, credits: 3 },
      poof: { pictures: 2, credits: 2 },
    });
    // Clipdrop's credits were spent by then.
    const clipdropNow = providers.find(({ id }) => id === 'clipdrop');
    expect(clipdropNow?.lastFailure?.error.code).toBe('provider-credits');
  },
);

withServers(
  'sends nothing once the network is off, whatever was agreed to',
  async ({ desktop, servers: { poof } }) => {
    const env = { OFFCUT_POOF_KEY: poof.key, OFFCUT_POOF_URL: poof.baseUrl };
    const page = await readyPage(await desktop.launch([], { env }));
    await openSection(page, 'Where it is cut');
    await choose(page, 'Cut by', 'A cloud provider');
    const pictures = await blankPictures(desktop, 2);
    await ask(page, 'queue.pause', { batch: null });
    await (await desktop.launch(pictures)).waitForExit();
    await expect(question(page)).toContainText('All 2 pictures are sent.');
    await question(page).getByRole('button', { name: 'Send and cut' }).click();
    await expect.poll(async () => (await countsOf(page)).queued).toBe(2);
    await ask(page, 'settings.change', { privacy: { networkOff: true } });
    await ask(page, 'queue.resume', { batch: null });
    await expect.poll(async () => (await countsOf(page)).failed).toBe(2);
    const { jobs } = await ask(page, 'queue.page', { offset: 0, limit: 9 });
    for (const { state } of jobs) {
      expect(state).toMatchObject({ error: { code: 'cloud-network-off' } });
    }
    await (await desktop.launch(pictures)).waitForExit();
    await expect(
      page.getByRole('alert').getByText('The network is switched off in the settings'),
    ).toBeVisible();
    expect(poof.requests).toEqual([]);
  },
);

withServers(
  'a hot folder sends only once it may, and to whom it says',
  async ({ desktop, servers: { poof } }) => {
    withServers.setTimeout(180_000);
    const env = { OFFCUT_POOF_KEY: poof.key, OFFCUT_POOF_URL: poof.baseUrl };
    const app = await desktop.launch([], { env });
    const page = await readyPage(app);
    const recipe = parseRecipe({ engine: { policy: 'cloud' } });
    await ask(page, 'presets.save', { name: 'Away', recipe });
    const choose = async (name: 'incoming' | 'cutouts') => {
      const folder = path.join(desktop.folder, name);
      await mkdir(folder);
      await chooseFiles(app, [folder]);
      const place = await ask(page, 'folders.choose', {
        what: name === 'incoming' ? 'folder' : 'destination',
      });
      return place?.id ?? '';
    };
    await ask(page, 'folders.add', {
      ...{ folder: await choose('incoming'), destination: await choose('cutouts') },
      preset: 'Away',
    });
    await page.getByRole('button', { name: 'Folders', exact: false }).first().click();
    const card = page.getByRole('article', { name: 'incoming' });
    await card.getByRole('button', { name: /^Options/ }).click();
    const send = card.getByRole('switch', { name: /^Send to cloud providers/ });
    await expect(send).not.toBeChecked();
    const put = async (name: string) => {
      const [blank = ''] = await blankPictures(desktop, 1);
      await rename(blank, path.join(desktop.folder, 'incoming', name));
    };
    await put('a.jpg');
    await expect.poll(async () => (await countsOf(page)).failed, { timeout: 60_000 }).toBe(1);
    const { jobs } = await ask(page, 'queue.page', { states: ['failed'], offset: 0, limit: 9 });
    expect(jobs[0]?.state).toMatchObject({ error: { code: 'consent-missing' } });
    expect(poof.requests).toEqual([]);

    await card.getByText('Send to cloud providers').click();
    await expect(send).toBeChecked();
    await expect(card.getByText('Goes to: Poof.')).toBeVisible();
    await put('b.jpg');
    await expect.poll(async () => (await countsOf(page)).done, { timeout: 60_000 }).toBe(1);
    expect(removals(poof)).toBe(1);
    await card.getByText('Send to cloud providers').click();
    await expect(send).not.toBeChecked();
    const { folders } = await ask(page, 'folders.list', {});
    expect(folders[0]?.folder.consent).toBeNull();
  },
);

/** Every file below a folder that holds this text. */
async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const file = path.join(entry.parentPath, entry.name);
    const content = entry.isFile() ? await readFile(file).catch(() => Buffer.of()) : Buffer.of();
    if (content.includes(text)) found.push(file);
  }
  return found;
}

withServers(
  'S5: a key goes to its provider and to nobody else',
  async ({ desktop, servers: { poof } }) => {
    const key = poof.key;
    const env = { OFFCUT_POOF_URL: poof.baseUrl, OFFCUT_STAND_IN_KEYRING: 'yes' };
    const first = await desktop.launch([], { env });
    let page = await readyPage(first);
    const answers: unknown[] = [];
    answers.push(await ask(page, 'providers.setKey', { id: 'poof', key }));
    expect(answers).toMatchObject([{ keepsKeys: true }]);
    await first.close();

    const running = await desktop.launch([], { env });
    page = await readyPage(running);
    answers.push(await ask(page, 'providers.test', { id: 'poof' }));
    answers.push(await ask(page, 'providers.setKey', { id: 'clipdrop', key: `${key}-wrong` }));
    for (const name of ['providers.list', 'app.start', 'queue.batches'] as const) {
      answers.push(await ask(page, name, {}));
    }
    await ask(page, 'app.copyDiagnostics', {});
    answers.push(await running.evaluate(({ clipboard }) => clipboard.readText()));
    expect(JSON.stringify(answers)).not.toContain(key);
    expect(JSON.stringify(answers)).toContain(`"lastFour":"${key.slice(-4)}"`);
    expect(await page.content()).not.toContain(key);
    expect(desktop.output()).not.toContain(key);
    expect(await filesWith(desktop.data, key)).toEqual([]);
    expect(await filesWith(desktop.home, key)).toEqual([]);
    if (process.platform === 'linux') {
      for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
        const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
        expect(line).not.toContain(key);
      }
    }
    expect(poof.requests.length).toBeGreaterThan(0);
  },
);
