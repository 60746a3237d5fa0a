/** Where somebody was in a list. */
export interface Place {
  /** Which list. */
  readonly place: string;
  readonly selected: string | null;
  /** In pixels. */
  readonly scroll: number;
}

let last: Place | null = null;

export function rememberPlace(place: Place): void {
  last = place;
}

/** Where one was in this list, if it was the last one looked at; else its beginning. */
export function rememberedPlace(place: string): Place {
  return last?.place === place ? last : { place, selected: null, scroll: 0 };
}
