import type { CaseState } from '../domain/case.ts';
import type { ProviderEvent } from '../domain/provider.ts';
import type { RefundNews } from '../domain/refund.ts';
import type { TypedEdit } from '../domain/typed-signals.ts';

/** What arrived and is taken in between two steps. */
export type Arrival =
  | { readonly kind: 'event'; readonly event: ProviderEvent }
  | { readonly kind: 'adopt'; readonly from: CaseState }
  | { readonly kind: 'edit'; readonly edit: TypedEdit }
  | { readonly kind: 'news'; readonly news: RefundNews }
  /** A person acted, which was done at once, so that they were answered at once. What is left is to look again at what comes next. */
  | { readonly kind: 'act'; readonly repeat: () => void; readonly isDone: boolean };

/**
 * What waits to be taken in, and what was taken in since the case was last written down: should the records turn out to know more than this run, it goes on
 * from them, and takes that in once more.
 */
export class Inbox {
  #waiting: Arrival[] = [];
  #unwritten: Arrival[] = [];

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  put(arrival: Arrival): void {
    this.#waiting.push(arrival);
  }

  /** `repeat` does once more what was done already; nothing where that means nothing. */
  acted(repeat: () => void = () => undefined): void {
    this.put({ kind: 'act', repeat, isDone: true });
  }

  next(): Arrival | undefined {
    const arrival = this.#waiting.shift();
    if (arrival !== undefined) this.#unwritten.push(arrival);
    return arrival;
  }

  /** How much was taken in until now, for {@link written}. */
  get taken(): number {
    return this.#unwritten.length;
  }

  /** The first of what was taken in is written down. */
  written(taken: number): void {
    this.#unwritten = this.#unwritten.slice(taken);
  }

  /** All that came of what was taken in, and of what people did since, is undone. */
  again(): void {
    const all = [...this.#unwritten, ...this.#waiting];
    this.#waiting = all.map((arrival) => (arrival.kind === 'act' ? { ...arrival, isDone: false } : arrival));
    this.#unwritten = [];
  }
}
