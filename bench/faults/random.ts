import { createHash } from 'node:crypto';

/** Dice that fall the same way for the same seed. */
export interface Dice {
  /** From 0 up to, and without, 1. */
  float(): number;
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number;
  chance(probability: number): boolean;
  /** @throws RangeError for an empty list */
  pick<T>(from: readonly T[]): T;
  shuffled<T>(list: readonly T[]): T[];
}

/** @param seed - other words after the number give dice of their own, so that one part of a plan does not shift another */
export function dice(...seed: readonly (string | number)[]): Dice {
  let thrown = 0;
  const float = (): number => {
    thrown += 1;
    return (
      createHash('sha256')
        .update(`${seed.join('/')}:${thrown}`)
        .digest()
        .readUInt32BE() /
      2 ** 32
    );
  };
  const whole = (least: number, most: number): number => least + Math.floor(float() * (most - least + 1));
  return {
    float,
    whole,
    chance: (probability) => float() < probability,
    pick(from) {
      const [picked] = from.slice(whole(0, from.length - 1));
      if (picked === undefined) throw new RangeError('There is nothing to pick from.');
      return picked;
    },
    shuffled: (list) =>
      list
        .map((item) => ({ item, at: float() }))
        .toSorted((one, other) => one.at - other.at)
        .map(({ item }) => item),
  };
}
