import { link, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { ask, openDesktop, readyPage, type Desktop } from '../../test/desktop/desktop.ts';
import { launchDesktop, type DesktopApp } from '../../test/host/host.ts';
import { inTurns } from '../in-turns.ts';
import type { BenchContext, Finding, Row } from '../scenario.ts';
import { pairwiseRatios } from '../statistics.ts';
import { fillPausedQueue } from './paused-queue.ts';

const ROWS = 10_000;
const bareHost = path.join(import.meta.dirname, 'bare-host.js');

interface Start {
  readonly host: DesktopApp['host'];
  /** ms from the start of the process until its window could be used. */
  readonly ms: number;
}

async function timedStart(
  launch: () => Promise<DesktopApp>,
  usable: (app: DesktopApp) => Promise<unknown>,
): Promise<Start> {
  const begun = performance.now();
  const app = await launch();
  try {
    await usable(app);
    return { host: app.host, ms: performance.now() - begun };
  } finally {
    await app.close();
  }
}

async function appIsUsable(app: DesktopApp): Promise<Page> {
  const page = await readyPage(app);
  await ask(page, 'queue.counts', {});
  return page;
}

async function bareIsUsable(app: DesktopApp): Promise<void> {
  await (await app.firstWindow()).getByRole('heading', { name: 'Bare' }).waitFor();
}

/** As many pictures as a large shop has, each a file of its own. */
async function manyPictures(desktop: Desktop): Promise<readonly string[]> {
  const [first = ''] = await desktop.pictures(1);
  const folder = path.join(desktop.folder, 'many');
  await mkdir(folder);
  const files = Array.from({ length: ROWS }, (_, index) => path.join(folder, `${index + 1}.png`));
  for (const file of files) await link(first, file);
  return files;
}

const msOf = (starts: readonly Start[]) => starts.map(({ ms }) => ms);

/** The start of the built app until its window can be used, against that of a host without an app. */
export async function measureStarts({ folder, quick, say }: BenchContext): Promise<Finding> {
  const bareData = `--user-data-dir=${path.join(folder, 'bare')}`;
  const empty = await openDesktop();
  const full = await openDesktop();
  try {
    say(`filling a queue with ${ROWS} pictures`);
    await fillPausedQueue(full, await manyPictures(full));
    const sides = {
      empty: () => timedStart(() => empty.launch(), appIsUsable),
      full: () => timedStart(() => full.launch(), appIsUsable),
      bare: () =>
        timedStart(() => launchDesktop({ main: bareHost, args: [bareData] }), bareIsUsable),
    };
    say('starting each once, to have the files in memory');
    await inTurns(1, sides);
    say('measuring starts');
    const starts = await inTurns(quick ? 3 : 7, sides);
    const bare = msOf(starts.bare);
    const rowsOf = (name: string, samples: readonly number[]): readonly Row[] => [
      { name, unit: 'ms', samples },
      { name: `${name} / bare host`, unit: 'x', samples: pairwiseRatios(samples, bare) },
    ];
    return {
      title: `from the start of the process to a usable window, in ${starts.bare[0]?.host ?? ''}`,
      rows: [
        { name: 'bare host', unit: 'ms', samples: bare },
        ...rowsOf('empty queue', msOf(starts.empty)),
        ...rowsOf(`${ROWS} pictures`, msOf(starts.full)),
      ],
      notes: ['on both sides with the connection that tells of the window'],
    };
  } finally {
    await empty.close();
    await full.close();
  }
}
