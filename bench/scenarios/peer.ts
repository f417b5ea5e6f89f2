import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../../src/core/engine/engine.ts';
import type { JudgedPhoto } from '../data-set.ts';
import { inTurns } from '../in-turns.ts';
import { errorOfCutout } from '../mask-error.ts';
import { patientEngine, timedCut } from '../offcut.ts';
import { installPeer, Peer, peerIsInstalled } from '../peer-process.ts';
import { makePicture } from '../pictures.ts';
import type { BenchContext, Finding, Row, Scenario } from '../scenario.ts';
import { pairwiseRatios } from '../statistics.ts';

interface Photo {
  readonly file: string;
  /** Missing when nobody says what its matte should be. */
  readonly judged?: JudgedPhoto;
}

/** Photos with masks from all over the data, or else made ones. */
async function choosePhotos(context: BenchContext): Promise<readonly Photo[]> {
  const count = context.quick ? 3 : 5;
  const judged = context.data?.judged ?? [];
  if (judged.length >= count) {
    const step = judged.length / count;
    return judged
      .filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step))
      .map((photo) => ({ file: photo.image, judged: photo }));
  }
  const photos: Photo[] = [];
  for (let number = 0; number < count; number++) {
    photos.push({ file: await makePicture(context, { megapixels: 2, format: 'jpeg', number }) });
  }
  return photos;
}

interface Take {
  readonly ms: number;
  /** 0-1, when the photo has a mask. */
  readonly error: number | undefined;
}

async function takesOf(
  photo: Photo,
  { engine, peer }: { readonly engine: Engine; readonly peer: Peer },
  { folder, model, quick }: BenchContext,
) {
  const judge = async (ms: number, cutout: string): Promise<Take> => ({
    ms,
    error: photo.judged && (await errorOfCutout(cutout, photo.judged)),
  });
  return inTurns(quick ? 1 : 3, {
    peer: async () => {
      const { ms, cutout } = await peer.remove(photo.file);
      return judge(ms, cutout);
    },
    offcut: async () => {
      const target = path.join(folder, 'offcut.png');
      const { ms } = await timedCut(engine, { source: photo.file, target, format: 'png' }, model);
      return judge(ms, target);
    },
  });
}

async function compare(photos: readonly Photo[], context: BenchContext): Promise<Finding> {
  const out = path.join(context.folder, 'peer');
  await mkdir(out);
  const sides = { engine: patientEngine(), peer: new Peer(context.root, out) };
  const ours: Take[] = [];
  const theirs: Take[] = [];
  try {
    const [first] = photos;
    context.say('warming up');
    if (first) await takesOf(first, sides, { ...context, quick: true });
    for (const photo of photos) {
      context.say(path.basename(photo.file));
      const takes = await takesOf(photo, sides, context);
      ours.push(...takes.offcut);
      theirs.push(...takes.peer);
    }
  } finally {
    await sides.engine.close();
    sides.peer.close();
  }

  const times = (takes: readonly Take[]) => takes.map(({ ms }) => ms);
  const errors = (takes: readonly Take[]) =>
    takes.flatMap(({ error }) => (error === undefined ? [] : [error]));
  const errorRows: Row[] = [
    { name: 'Offcut, mean absolute error', unit: 'error', samples: errors(ours) },
    { name: 'peer, mean absolute error', unit: 'error', samples: errors(theirs) },
  ];
  return {
    title: `${photos.length} photos, both sides warm`,
    rows: [
      { name: 'peer', unit: 'ms', samples: times(theirs) },
      { name: 'Offcut', unit: 'ms', samples: times(ours) },
      {
        name: 'times as fast',
        unit: 'x',
        samples: pairwiseRatios(times(theirs), times(ours)),
        goal: { type: 'at least', limit: 6 },
      },
      ...errorRows.filter(({ samples }) => samples.length > 0),
    ],
    notes: [`photos: ${photos.map(({ file }) => path.basename(file)).join(', ')}`],
  };
}

export const peer: Scenario = {
  name: 'peer',
  description: 'A cutout by @imgly/background-removal-node 1.4.5, against one by Offcut',
  goal: 'at least 6 x as fast',
  run: async (context) => {
    if (!peerIsInstalled(context.root)) {
      if (!context.chosen) {
        return { status: 'skipped', reason: 'not installed; --only peer installs it' };
      }
      context.say('installing it in bench/peer');
      await installPeer(context.root);
    }
    const photos = await choosePhotos(context);
    return { status: 'measured', findings: [await compare(photos, context)] };
  },
};
