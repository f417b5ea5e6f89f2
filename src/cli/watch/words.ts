import path from 'node:path';
import { sourceLabel } from '../../core/sources/source-label.ts';
import { assertNever } from '../../shared/assert.ts';
import type { HotFolderProblem, HotFolderState } from '../../shared/hot-folders.ts';
import type { HotFolder, Job } from '../../shared/queue.ts';
import { failedNote, told } from '../outcome-notes.ts';
import { endNote, shown } from '../queue/words.ts';

const seconds = (ms: number) => `${ms / 1000} s`;
const way = ({ folder, destination }: HotFolder) => `${shown(folder)} -> ${shown(destination)}`;

/** A row of `--list`. */
export function keptRow(folder: HotFolder): string {
  const { preset, recursive, include, exclude, afterwards, pollEvery, paused } = folder;
  const remarks = [
    preset === null ? [] : `preset ${preset}`,
    recursive ? [] : 'without sub-folders',
    include.length === 0 ? [] : `only ${include.join(' ')}`,
    exclude.length === 0 ? [] : `not ${exclude.join(' ')}`,
    afterwards === 'leave' ? [] : `originals: ${afterwards}`,
    pollEvery === null ? [] : `looked at every ${seconds(pollEvery)}`,
    paused ? 'paused' : [],
  ].flat();
  return remarks.length === 0 ? way(folder) : `${way(folder)} (${remarks.join(', ')})`;
}

/** What a folder is doing now. `before`: what it was doing, if that was told. */
export function stateLine(
  folder: HotFolder,
  state: HotFolderState,
  before: HotFolderState | undefined,
): string {
  const again = before?.name === 'offline' ? 'It is there again. ' : '';
  switch (state.name) {
    case 'starting':
      return `Looking through ${way(folder)}.`;
    case 'listening':
      return `${again}Watching ${way(folder)}.`;
    case 'polling': {
      const why = state.because === null ? '.' : `: ${told(state.because)}`;
      return `${again}Watching ${way(folder)}, every ${seconds(state.every)}${why}`;
    }
    case 'paused':
      return `${way(folder)} rests. "offcut watch FOLDER" with its options lets it go on.`;
    case 'offline':
      return `${way(folder)} waits: ${told(state.error)}`;
    default:
      return assertNever(state);
  }
}

export const pictureOf = ({ folder }: HotFolder, relative: string): string =>
  shown(path.join(folder, relative));

export function problemLine(
  folder: HotFolder,
  { path: relative, error, retrying }: HotFolderProblem,
): string {
  const line = failedNote(pictureOf(folder, relative), error);
  return retrying ? `${line} It is tried again.` : line;
}

/** What became of a picture, in a line or two; undefined while it has not ended. */
export function endedLines(job: Job): string | undefined {
  const { state } = job;
  const note = endNote(job);
  if (state.name !== 'done') return note;
  const line = `${sourceLabel(job.source, process.cwd())} -> ${shown(state.output.path)}`;
  return note === undefined ? line : `${line}\n${note}`;
}
