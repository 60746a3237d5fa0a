import { globSync } from 'node:fs';
import type { Environment } from '../../../src/config.ts';
import { SECOND, type Millis } from '../../../src/domain/instant.ts';

/** Where Debian, Fedora and their kin put it. */
const LIBRARIES = ['/usr/lib/*/faketime/libfaketime.so.1', '/usr/lib*/faketime/libfaketime.so.1'];

/** libfaketime; null where it is not on this machine. */
export function findFakeTime(): string | null {
  return globSync(LIBRARIES)[0] ?? null;
}

/** The environment in which a process believes that it is later, or earlier, than it is. Its timers run as ever. */
export function clockOff(library: string, by: Millis): Environment {
  const seconds = by / SECOND;
  return {
    LD_PRELOAD: library,
    FAKETIME: `${seconds < 0 ? '' : '+'}${seconds}s`,
    DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}
