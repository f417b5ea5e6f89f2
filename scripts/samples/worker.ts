import { parentPort, workerData } from 'node:worker_threads';
import { openFilm, type FilmMemory } from './film.ts';
import { loadScene } from './scenes/index.ts';
import { SceneTracer } from './tracer.ts';

/** What a worker is started with. */
export interface Assignment {
  scene: string;
  film: FilmMemory;
  samples: number;
}

/** Rows `from` up to `to` (left out) for one of the two passes. */
export interface Task {
  pass: 'colour' | 'edges';
  from: number;
  to: number;
}

const { scene, film: memory, samples } = workerData as Assignment;
const film = openFilm(memory);
const tracer = new SceneTracer(loadScene(scene));

parentPort?.on('message', (task: Task) => {
  for (let y = task.from; y < task.to; y++) {
    if (task.pass === 'colour') tracer.colourRow(film, y, samples);
    else tracer.edgeRow(film, y, samples);
  }
  parentPort?.postMessage('done');
});
parentPort?.postMessage('done');
