import { execFileSync } from 'node:child_process';

/** The engine processes of an app, by their ids. Not on Windows, where there is no `ps`. */
export function enginesOf(app: { readonly pid: number }): readonly number[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return Number(parent) === app.pid && args.includes('engine.js') ? [Number(pid)] : [];
  });
}
