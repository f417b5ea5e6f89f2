import { readdir, readFile, writeFile } from 'node:fs/promises';

/** Whether the system tells about other processes in the way that is read here. */
export const canReadProcesses = process.platform === 'linux';

async function field(pid: number, name: 'VmHWM' | 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const found = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  if (found === undefined) throw new Error(`/proc says no ${name} of the process ${pid}`);
  return Number(found) * 1024;
}

/** The most resident memory in bytes that a process ever had. Linux only. */
export const peakMemory = (pid: number): Promise<number> => field(pid, 'VmHWM');

/** Lets a process's `peakMemory` begin again at what it has now. Linux only. */
export const resetPeakMemory = (pid: number): Promise<void> =>
  writeFile(`/proc/${pid}/clear_refs`, '5');

/** The resident memory of a process in bytes. Linux only. */
export const residentMemory = (pid: number): Promise<number> => field(pid, 'VmRSS');

/** How many files, sockets and pipes a process has open. Linux only. */
export const openFiles = async (pid: number): Promise<number> =>
  (await readdir(`/proc/${pid}/fd`)).length;
