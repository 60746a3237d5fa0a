/** What one subscriber is sent at a time. */
const WIDTH = 4;
/** What all of them are sent at a time. */
const ALL = 32;

/** Who has room for how much: nobody's silence holds up the others, as one who cannot be reached is tried with one thing at a time. */
export class Lanes {
  readonly #lanes: ReadonlyMap<string, { busy: number; isWell: boolean }>;
  #first = 0;

  constructor(names: readonly string[]) {
    this.#lanes = new Map(names.map((name) => [name, { busy: 0, isWell: true }]));
  }

  /** How much can be sent now to all together. */
  room(): number {
    let room = ALL;
    for (const { busy } of this.#lanes.values()) room -= busy;
    return room;
  }

  /** How much each can be sent now; those without room are left out. Another one comes first each time, so that none is always last. */
  free(): ReadonlyMap<string, number> {
    const lanes = [...this.#lanes];
    this.#first = (this.#first + 1) % Math.max(lanes.length, 1);
    return new Map(
      [...lanes.slice(this.#first), ...lanes.slice(0, this.#first)]
        .map(([name, { busy, isWell }]) => [name, (isWell ? WIDTH : 1) - busy] as const)
        .filter(([, room]) => room > 0),
    );
  }

  enter(name: string): void {
    const lane = this.#lanes.get(name);
    if (lane !== undefined) lane.busy += 1;
  }

  /** @param isWell - whether they could be reached; null where they were not asked, which tells nothing */
  leave(name: string, isWell: boolean | null): void {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    lane.busy -= 1;
    lane.isWell = isWell ?? lane.isWell;
  }
}
