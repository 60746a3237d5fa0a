import { HOUR, type Instant, type Millis, millis } from '../domain/instant.ts';
import type { Outcome } from './outcome.ts';

/** What one subscriber is sent at a time. */
const WIDTH = 4;
/** What all of them are sent at a time. */
const ALL = 32;
/** Whoever asks to be left alone for longer is asked again with one thing at a time. */
const LONGEST_HOLD: Millis = HOUR;

interface Lane {
  busy: number;
  isWell: boolean;
  /** They have asked to be left alone until then, whatever there is to tell. */
  notBefore: Millis;
}

/** Who has room for how much: nobody's silence holds up the others, as one who cannot be reached is tried with one thing at a time. */
export class Lanes {
  readonly #lanes: ReadonlyMap<string, Lane>;
  #first = 0;

  constructor(names: readonly string[]) {
    this.#lanes = new Map(names.map((name) => [name, { busy: 0, isWell: true, notBefore: 0 }]));
  }

  /** How much can be sent now to all together. */
  room(): number {
    let room = ALL;
    for (const { busy } of this.#lanes.values()) room -= busy;
    return room;
  }

  /** How much each can be sent now; those without room, or who asked for time, are left out. Another one comes first each time, so that none is always last. */
  free(now: Instant): ReadonlyMap<string, number> {
    const lanes = [...this.#lanes];
    this.#first = (this.#first + 1) % Math.max(lanes.length, 1);
    return new Map(
      [...lanes.slice(this.#first), ...lanes.slice(0, this.#first)]
        .filter(([, { notBefore }]) => notBefore <= millis(now))
        .map(([name, { busy, isWell }]) => [name, (isWell ? WIDTH : 1) - busy] as const)
        .filter(([, room]) => room > 0),
    );
  }

  enter(name: string): void {
    const lane = this.#lanes.get(name);
    if (lane !== undefined) lane.busy += 1;
  }

  leave(name: string, outcome: Outcome, now: Instant): void {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    lane.busy -= 1;
    // Where they were not asked, that tells nothing about them.
    if (outcome.kind === 'skipped' || outcome.kind === 'unready') return;
    lane.isWell = outcome.kind !== 'later';
    if (outcome.kind === 'later' && outcome.after !== null)
      lane.notBefore = Math.max(lane.notBefore, millis(now) + Math.min(outcome.after, LONGEST_HOLD));
  }
}
