import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { Environment } from '../../../src/config.ts';
import { SECOND, type Millis } from '../../../src/domain/instant.ts';

/** Where Debian, Fedora and their kin put it. */
const LIBRARIES = ['/usr/lib/*/faketime/libfaketime.so.1', '/usr/lib*/faketime/libfaketime.so.1'];

/** A process sees within so long that its clock was moved. */
export const SEEN_WITHIN: Millis = SECOND;

/** The clock of one process, which jumps while the process lives. Its timers run as ever. */
export interface MovableClock {
  /** What the process is to be started with. */
  readonly environment: Environment;
  /** Moves it away from the real time, seen after {@link SEEN_WITHIN}; 0 moves it back. @param by - whole seconds */
  move(by: Millis): Promise<void>;
}

/** libfaketime; null where it is not on this machine. */
export function findFakeTime(): string | null {
  return globSync(LIBRARIES)[0] ?? null;
}

/** A clock that is right until it is moved. @param file - where the process looks for how far it was moved */
export async function movableClock(library: string, file: string): Promise<MovableClock> {
  const move = (by: Millis) => writeFile(file, `${by < 0 ? '' : '+'}${by / SECOND}s\n`);
  await move(0);
  return {
    move,
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: String(SEEN_WITHIN / SECOND),
      DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}
