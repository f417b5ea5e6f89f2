import { createStore } from '../../stores/create-store.ts';
import { useSelected } from '../../stores/use-store.ts';
import { startState, withMode, type CanvasState } from './canvas-state.ts';
import type { Mode } from './panes.ts';

/** What is laid behind the cutout, or shown in its place. */
export const looks = ['checker', 'colour', 'matte', 'edge'] as const;
export type Look = (typeof looks)[number];

/** How the user likes to look at pictures; kept from one to the next. */
export interface Liking {
  readonly mode: Mode;
  readonly look: Look;
  /** As CSS writes it. */
  readonly colour: string;
}

const liking = createStore<Liking>({ mode: 'wipe', look: 'checker', colour: '#ffffff' });

export const like = (change: Partial<Liking>): void => {
  liking.set({ ...liking.get(), ...change });
};
export const useLiking = <S>(select: (liking: Liking) => S): S => useSelected(liking, select);

/**
 * Where things stand on the canvas. It changes with every move of the pointer, so what follows it
 * closely writes styles by itself, and components take only what changes seldom.
 */
export const canvas = createStore<CanvasState>(startState(liking.get().mode));

export const changeCanvas = (change: (state: CanvasState) => CanvasState): void => {
  canvas.set(change(canvas.get()));
};
export const useCanvas = <S extends string | number | boolean>(
  select: (state: CanvasState) => S,
): S => useSelected(canvas, select);

export const changeMode = (mode: Mode): void => {
  changeCanvas((state) => withMode(state, mode));
};
