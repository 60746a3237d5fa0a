import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../cluster/cluster.ts';
import type { PlannedFault } from '../plan.ts';
import { clockOff, findFakeTime } from './clock.ts';
import type { SmallDisk } from './disk.ts';
import type { StandIns } from './stand-ins.ts';

/** What faults are made with. */
export interface Tools {
  readonly cluster: Cluster;
  /** PostgreSQL's; null where none could be mounted. */
  readonly disk: SmallDisk | null;
  readonly standIns: StandIns;
}

/** What became of a planned fault. */
export interface Inflicted {
  readonly fault: PlannedFault;
  /** When it really began and ended, in milliseconds since 1970. */
  readonly began: number;
  readonly ended: number;
  /** Why it was not made; null when it was. */
  readonly notRun: string | null;
}

/** Makes every planned fault at its time, and takes it back. Resolves when the last one is over and all processes run. */
export async function inflictAll(
  faults: readonly PlannedFault[],
  tools: Tools,
): Promise<readonly Inflicted[]> {
  const turns = new Map<string, Promise<unknown>>();
  return Promise.all(
    faults.map(async (fault): Promise<Inflicted> => {
      await sleep(fault.at);
      // What befalls the same part befalls it one after the other.
      const part = partOf(fault);
      const turn = (turns.get(part) ?? Promise.resolve()).then(async () => {
        const began = Date.now();
        const notRun = await inflict(fault, tools);
        return { fault, began, ended: Date.now(), notRun };
      });
      turns.set(part, turn);
      return turn;
    }),
  );
}

function partOf(fault: PlannedFault): string {
  switch (fault.kind) {
    case 'kill':
    case 'clock':
      return `${fault.what} ${fault.index}`;
    case 'network':
      return fault.link;
    case 'disk':
      return 'postgres 0';
    case 'slack':
    case 'mail':
      return fault.kind;
  }
}

/** Answers with why it was not made, or null. */
async function inflict(fault: PlannedFault, { cluster, disk, standIns }: Tools): Promise<string | null> {
  switch (fault.kind) {
    case 'kill':
      await cluster.kill(fault.what, fault.index);
      await sleep(fault.lasts);
      await cluster.restart(fault.what, fault.index);
      return null;
    case 'network': {
      const link = cluster.links.get(fault.link);
      link?.set(fault.how);
      await sleep(fault.lasts);
      link?.set('whole');
      return null;
    }
    case 'slack':
    case 'mail':
      standIns[fault.kind].set('cut');
      await sleep(fault.lasts);
      standIns[fault.kind].set('whole');
      return null;
    case 'disk':
      return disk === null ? NO_DISK : fullDisk(fault, cluster, disk);
    case 'clock':
      return wrongClock(fault, cluster);
  }
}

const NO_DISK = 'this user may not mount a small disk (mount -t tmpfs): run it as root';
const NO_FAKE_TIME = 'libfaketime is not installed (Debian and Ubuntu: apt-get install faketime)';

/** PostgreSQL may end by itself for want of room: it is started again for as long as that takes. */
async function fullDisk({ lasts }: PlannedFault, cluster: Cluster, disk: SmallDisk): Promise<null> {
  await disk.fill();
  await sleep(lasts);
  await disk.free();
  await cluster.untilUp('postgres');
  return null;
}

async function wrongClock(
  { what, index, by, lasts }: Extract<PlannedFault, { kind: 'clock' }>,
  cluster: Cluster,
): Promise<string | null> {
  const library = findFakeTime();
  if (library === null) return NO_FAKE_TIME;
  await cluster.kill(what, index);
  await cluster.restart(what, index, clockOff(library, by));
  await sleep(lasts);
  await cluster.kill(what, index);
  await cluster.restart(what, index);
  return null;
}
