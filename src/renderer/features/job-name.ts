import type { JobSource } from '../../shared/queue.ts';

/** What people call the picture of a job: its file's name, or the last part of its address. */
export function jobName(source: JobSource): string {
  if (source.kind === 'file') return source.path.split(/[\\/]/).at(-1) ?? source.path;
  const { hostname, pathname } = new URL(source.url);
  const last = pathname.split('/').findLast((part) => part !== '');
  if (last === undefined) return hostname;
  try {
    return decodeURIComponent(last);
  } catch {
    // A percent sign that stands for itself.
    return last;
  }
}
