import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { localEngine } from '/tmp/wt/scheduler/src/core/engine/local-engine.ts';
import { chooseModel } from '/tmp/wt/scheduler/src/core/models/choose.ts';
import { openQueue } from '/tmp/wt/scheduler/src/core/queue/open-queue.ts';
import { parseRecipe } from '/tmp/wt/scheduler/src/shared/recipe.ts';
const data = '/tmp/try-queue/data', out = '/tmp/try-queue/out';
const engine = localEngine({ concurrency: 4 });
const { queue, report } = await openQueue({ dataFolder: data, engine, device: 'cpu', concurrency: 3,
  resolveModel: async (id) => { const m = await chooseModel(id, engine); return { entry: m.model, file: m.path }; } });
console.log('report', JSON.stringify(report));
queue.subscribe((message) => {
  const t = message.map((e) => e.type === 'jobs' ? e.jobs.map((j) => `${path.basename(j.target)}:${j.state.name}`).join(',') : e.type === 'notice' ? JSON.stringify(e.notice) : e.type === 'state' ? `${e.state.totals.ended}/${e.state.totals.all} ${e.state.totals.perMinute?.toFixed(1)}/min left ${e.state.totals.msLeft} awake ${e.state.keepAwake} [${e.state.atWork.map((w) => `${w.job} ${w.stage} ${w.model} ${w.device}`)}]` : e.type);
  console.log(Math.round(performance.now()), t.join(' | '));
});
if (queue.batches().length === 0) {
  const names = (await readdir('/tmp/wt/scheduler/samples')).filter((n) => n.endsWith('.jpg'));
  queue.add({ title: 'samples', recipe: parseRecipe({}), placement: 'rename', priority: 10, hotFolder: null, lenient: false, maxPixels: 1e8,
    jobs: [...names.map((n) => ({ source: { kind: 'file' as const, path: `/tmp/wt/scheduler/samples/${n}`, folder: '' }, target: `${out}/${n.replace('.jpg', '.png')}` })),
      { source: { kind: 'url', url: 'http://127.0.0.1/x.jpg' }, target: `${out}/x.png` }, { source: { kind: 'file', path: '/tmp/none.jpg', folder: '' }, target: `${out}/none.png` }] });
}
if (process.argv[2] === 'cancel') setTimeout(() => { const t = performance.now(); queue.cancel({ kind: 'all' }); void queue.whenIdle().then(() => console.log('cancelled within', performance.now() - t)); }, 9000);
await queue.whenIdle();
for (const j of queue.page({ offset: 0, limit: 50 }).jobs) console.log(j.id, path.basename(j.target), j.state.name, j.state.name === 'failed' ? j.state.error.message : '', queue.attempts(j.id).map((a) => `${a.outcome} ${a.model} ${a.device}`).join(';'));
await queue.close(); await engine.close();
