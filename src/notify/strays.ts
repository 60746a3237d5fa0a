import type { Logger } from 'pino';
import { DAY, HOUR, type Instant, type Millis, millis, minus } from '../domain/instant.ts';
import type { Outbox } from '../store/outbox.ts';

/** Another process may know a subscriber whom this one's settings do not name, and settings that were forgotten are put right within a day. */
const UNKNOWN_FOR: Millis = DAY;
const SWEEP_EVERY: Millis = HOUR;

const WHY =
  'Nobody knew this subscriber for a whole day: it is not set up any more, see RECOURSE_NOTIFICATIONS.';

/** News for subscribers whom nobody knows any more. */
export class Strays {
  readonly #outbox: Pick<Outbox, 'abandonOthers'>;
  readonly #known: readonly string[];
  readonly #log: Logger;
  #next: Millis;

  /** @param since - when this process began to know its subscribers: it has no say before its own first day is over */
  constructor(
    outbox: Pick<Outbox, 'abandonOthers'>,
    known: readonly string[],
    { since, log }: { readonly since: Instant; readonly log: Logger },
  ) {
    this.#outbox = outbox;
    this.#known = known;
    this.#log = log;
    this.#next = millis(since) + UNKNOWN_FOR;
  }

  /** Gives them up when it is time to. */
  async sweep(now: Instant): Promise<void> {
    if (millis(now) < this.#next) return;
    const posts = await this.#outbox.abandonOthers(this.#known, {
      before: minus(now, UNKNOWN_FOR),
      why: WHY,
    });
    if (posts > 0) this.#log.warn({ posts }, 'news for subscribers who are not set up any more was given up');
    this.#next = millis(now) + SWEEP_EVERY;
  }
}
