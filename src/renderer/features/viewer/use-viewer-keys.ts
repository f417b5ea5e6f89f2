import { useCallback, useLayoutEffect } from 'react';
import type { Job, JobId } from '../../../shared/queue.ts';
import { useShortcut, viewerKeys } from '../../app/shortcuts.ts';
import { queueRequests } from '../queue-requests.ts';
import { changeView, zoomAtPointer } from './canvas-input.ts';
import { sceneOf } from './canvas-state.ts';
import { mixKey } from './mix.ts';
import type { PlaceInList } from './place-in-list.ts';
import { pan, stepZoom } from './view-transform.ts';
import { changeCanvas } from './viewer-store.ts';
import { zoomToFit } from './zoom-menu.tsx';

const actualSize = () => {
  zoomAtPointer(() => 1);
};
const zoomIn = () => {
  zoomAtPointer((zoom) => stepZoom(zoom, 1));
};
const zoomOut = () => {
  zoomAtPointer((zoom) => stepZoom(zoom, -1));
};

const mixTo = ({ key }: KeyboardEvent) => {
  const mix = mixKey(key);
  if (mix === undefined) return;
  // In toggle, where nothing is mixed, the middle changes nothing.
  changeCanvas((state) => ({
    ...state,
    mix,
    side: mix === 1 ? 'before' : mix === 0 ? 'after' : state.side,
  }));
};

/** A tenth of the pane for each press. */
const panBy = (x: number, y: number) => () => {
  changeView((state) => {
    const { pane } = sceneOf(state);
    const by = { x: (-x * pane.width) / 10, y: (-y * pane.height) / 10 };
    return pan(sceneOf(state), state.view, by);
  });
};
const panLeft = panBy(-1, 0);
const panRight = panBy(1, 0);
const panUp = panBy(0, -1);
const panDown = panBy(0, 1);

function useCanvasKeys(): void {
  useShortcut(viewerKeys.fit, zoomToFit);
  useShortcut(viewerKeys.actualSize, actualSize);
  useShortcut(viewerKeys.zoomIn, zoomIn);
  useShortcut(viewerKeys.zoomOut, zoomOut);
  useShortcut(viewerKeys.mix, mixTo);
  useShortcut(viewerKeys.panLeft, panLeft);
  useShortcut(viewerKeys.panRight, panRight);
  useShortcut(viewerKeys.panUp, panUp);
  useShortcut(viewerKeys.panDown, panDown);
}

const hasSelection = () => window.getSelection()?.isCollapsed === false;

export interface ViewerKeys {
  readonly job: Job | null | undefined;
  readonly place: PlaceInList | undefined;
  readonly onClose: () => void;
  readonly onShow: (job: JobId) => void;
}

/** The keys of the viewer, beside those that its controls have of their own. */
export function useViewerKeys({ job, place, onClose, onShow }: ViewerKeys): void {
  const previous = place?.previous?.id;
  const next = place?.next?.id;
  const id = job?.id;
  const isDone = job?.state.name === 'done';
  const showPrevious = useCallback(() => {
    if (previous !== undefined) onShow(previous);
  }, [previous, onShow]);
  const showNext = useCallback(() => {
    if (next !== undefined) onShow(next);
  }, [next, onShow]);
  const isEnded = job?.state.name !== 'queued' && job?.state.name !== 'running';
  const retry = useCallback(() => {
    if (id !== undefined && isEnded) void queueRequests.retry([id]);
  }, [id, isEnded]);
  const reveal = useCallback(() => {
    if (id !== undefined) void queueRequests.reveal(id, isDone ? 'output' : 'source');
  }, [id, isDone]);

  useCanvasKeys();
  useShortcut(viewerKeys.previous, showPrevious);
  useShortcut(viewerKeys.next, showNext);
  useShortcut(viewerKeys.close, onClose);
  useShortcut(viewerKeys.retry, retry);
  useShortcut(viewerKeys.reveal, reveal);

  useLayoutEffect(() => {
    // The event, not the key: text that is selected is copied as everywhere.
    const onCopy = (event: ClipboardEvent) => {
      const isTyped = event.target instanceof HTMLInputElement;
      if (id === undefined || !isDone || isTyped || hasSelection()) return;
      event.preventDefault();
      void queueRequests.copy(id);
    };
    window.addEventListener('copy', onCopy);
    return () => {
      window.removeEventListener('copy', onCopy);
    };
  }, [id, isDone]);
}
