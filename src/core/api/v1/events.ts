import type { FastifyInstance } from 'fastify';
import { baseOf } from '../send.ts';
import type { ApiTools } from '../tools.ts';
import { shownJob } from './job-object.ts';
import { seenBy } from './jobs.ts';

/** ms between two signs of life, so that nothing between takes the connection for dead. */
const SIGN_EVERY_MS = 15_000;
/** Bytes that a client who does not read may let pile up. */
const MOST_UNREAD = 1_000_000;

/** Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export function eventRoutes(app: FastifyInstance, { jobEnds }: ApiTools): void {
  app.get(
    '/events',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['jobs'],
        summary: 'Hear of jobs that end, as server-sent events',
        description:
          'An event `job` for every job of the key that has ended since; the list of jobs tells what ended before.',
        produces: ['text/event-stream'],
      },
    },
    (request, reply) => {
      const seen = seenBy(request);
      const base = baseOf(request);
      reply.hijack();
      const { raw } = reply;
      raw.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      const write = (text: string) => {
        if (raw.writableLength > MOST_UNREAD) raw.destroy();
        else raw.write(text);
      };
      write('retry: 3000\n\n');
      const unsubscribe = jobEnds.subscribe((job) => {
        if (seen !== undefined && job.key !== seen) return;
        const data = JSON.stringify(shownJob(job, base, false));
        write(`event: job\nid: ${job.id}\ndata: ${data}\n\n`);
      });
      const signs = setInterval(() => {
        write(': still here\n\n');
      }, SIGN_EVERY_MS);
      raw.once('close', () => {
        clearInterval(signs);
        unsubscribe();
      });
    },
  );
}
