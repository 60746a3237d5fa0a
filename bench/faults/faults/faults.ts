import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Millis } from '../../../src/domain/instant.ts';
import type { Cluster } from '../../cluster/cluster.ts';
import type { PlannedFault } from '../plan.ts';
import { findFakeTime, movableClock, SEEN_WITHIN } from './clock.ts';
import type { SmallDisk } from './disk.ts';
import type { StandIns } from './stand-ins.ts';

/** What faults are made with. */
export interface Tools {
  readonly cluster: Cluster;
  /** PostgreSQL's; null where none could be mounted. */
  readonly disk: SmallDisk | null;
  readonly standIns: StandIns;
  /** Ends the run: nothing is broken any more, and what is broken is mended at once. */
  readonly stop: AbortSignal;
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

/** Makes every planned fault at its time, and takes it back. Ends when the last one is over and all processes run. @throws what made one of them impossible */
export async function inflictAll(
  faults: readonly PlannedFault[],
  tools: Tools,
): Promise<readonly Inflicted[]> {
  const turns = new Map<string, Promise<unknown>>();
  const made = await Promise.allSettled(
    faults.map(async (fault): Promise<Inflicted> => {
      await pause(fault.at, tools);
      // What befalls the same part befalls it one after the other.
      const part = partOf(fault);
      const turn = (turns.get(part) ?? Promise.resolve()).then(async () => {
        const began = Date.now();
        const notRun = tools.stop.aborted ? 'the run was stopped' : await inflict(fault, tools);
        return { fault, began, ended: Date.now(), notRun };
      });
      turns.set(part, turn);
      return turn;
    }),
  );
  return made.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
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
async function inflict(fault: PlannedFault, tools: Tools): Promise<string | null> {
  const { cluster, disk, standIns } = tools;
  switch (fault.kind) {
    case 'kill':
      await cluster.kill(fault.what, fault.index);
      await pause(fault.lasts, tools);
      await cluster.restart(fault.what, fault.index);
      return null;
    case 'network': {
      const link = cluster.links.get(fault.link);
      link?.set(fault.how);
      await pause(fault.lasts, tools);
      link?.set('whole');
      return null;
    }
    case 'slack':
    case 'mail':
      standIns[fault.kind].set('cut');
      await pause(fault.lasts, tools);
      standIns[fault.kind].set('whole');
      return null;
    case 'disk':
      return disk === null ? NO_DISK : fullDisk(fault, tools, disk);
    case 'clock':
      return wrongClock(fault, tools);
  }
}

const NO_DISK = 'this user may not mount a small disk (mount -t tmpfs): run it as root';
const NO_FAKE_TIME = 'libfaketime is not installed (Debian and Ubuntu: apt-get install faketime)';

/** PostgreSQL may end by itself for want of room: it is started again for as long as that takes. */
async function fullDisk({ lasts }: PlannedFault, tools: Tools, disk: SmallDisk): Promise<null> {
  await disk.fill();
  await pause(lasts, tools);
  await disk.free();
  await tools.cluster.untilUp('postgres');
  return null;
}

/**
 * The clock of a living process jumps, and jumps back. It is started anew before, since only a process that was started for it can be moved, and after,
 * so that no later fault meets one.
 */
async function wrongClock(
  { what, index, by, lasts }: Extract<PlannedFault, { kind: 'clock' }>,
  tools: Tools,
): Promise<string | null> {
  const { cluster } = tools;
  const library = findFakeTime();
  if (library === null) return NO_FAKE_TIME;
  const clock = await movableClock(library, join(cluster.folder, `clock-${what}-${index}`));
  await cluster.kill(what, index);
  await cluster.restart(what, index, clock.environment);
  await pause(SEEN_WITHIN, tools);
  await clock.move(by);
  await pause(lasts, tools);
  await clock.move(0);
  // It works on for a moment with its clock put right.
  await pause(2 * SEEN_WITHIN, tools);
  await cluster.kill(what, index);
  await cluster.restart(what, index);
  return null;
}

/** Waits so long, or until the run is to end. */
async function pause(lasts: Millis, { stop }: Tools): Promise<void> {
  await sleep(lasts, undefined, { signal: stop }).catch(() => undefined);
}
