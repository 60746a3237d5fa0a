import { readdir, readFile } from 'node:fs/promises';
import { KINDS, type Cluster } from './cluster/cluster.ts';

/** What the kernel tells of processes, on Linux; elsewhere nothing is told, and null stands for it. */

/** The clock ticks a second that Linux counts processor time in, on every architecture Node runs on. */
const TICKS_A_SECOND = 100;

/** Processor time in seconds a process and its children have taken so far. */
export async function processorTime(pid: number): Promise<number | null> {
  const processes = await Promise.all((await processIds()).map(statusOf));
  const known = processes.filter((found) => found !== null);
  const family = new Set([pid]);
  // Children have higher ids than their parents, save after the ids have begun anew.
  for (const { id, parent } of known.toSorted((one, other) => one.id - other.id))
    if (family.has(parent)) family.add(id);
  const members = known.filter(({ id }) => family.has(id));
  if (members.length === 0) return null;
  return members.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_A_SECOND;
}

/** Processor time in seconds so far, by kind of process, and the bench's own. Whatever was stopped and started again counts from its start. */
export async function processorTimes(cluster: Cluster): Promise<Readonly<Record<string, number>>> {
  const own = process.cpuUsage();
  const sum: Record<string, number> = { bench: (own.user + own.system) / 1e6 };
  for (const kind of KINDS) {
    const count = kind === 'api' ? cluster.apis.length : kind === 'worker' ? cluster.workers : 1;
    for (let index = 0; index < count; index += 1) {
      const pid = cluster.pid(kind, index);
      const time = pid === null ? null : await processorTime(pid);
      sum[kind] = (sum[kind] ?? 0) + (time ?? 0);
    }
  }
  return sum;
}

/** Memory in MB that a process holds. */
export async function residentMemory(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const kilobytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

async function processIds(): Promise<readonly number[]> {
  const names = await readdir('/proc').catch(() => []);
  return names.filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Source: proc_pid_stat(5); fields are counted after the name, which may hold anything. */
async function statusOf(id: number): Promise<{ id: number; parent: number; ticks: number } | null> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const number = (at: number): number => Number(fields[at] ?? 0);
  return { id, parent: number(1), ticks: number(11) + number(12) };
}
