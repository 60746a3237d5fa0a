import type { Millis } from '../domain/instant.ts';
import type { News } from '../domain/news.ts';

/** One attempt at telling somebody something. */
export interface Attempt {
  /** 1 for the first one. */
  readonly attempt: number;
  /** Aborted when the attempt has lasted too long; what came of it then counts no more. */
  readonly signal: AbortSignal;
}

/** A way to tell one subscriber something. */
export interface Channel {
  /**
   * Resolves once the other side has it. News may come more than once, under the same id.
   *
   * @throws RetryLater, {@link Undeliverable}, {@link NotKnownYet} or {@link NothingToTell}, whose messages people read beside the delivery: no names,
   *   addresses or secrets in them. Any other error is tried again too, and its message is shown to nobody.
   */
  deliver(news: News, context: Attempt): Promise<void>;
}

/** Thrown when the other side cannot take something now. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  /** How long the other side asks to wait at least; null when it says nothing. */
  readonly after: Millis | null;

  constructor(message: string, { after = null, cause }: { after?: Millis | null; cause?: unknown } = {}) {
    super(message, { cause });
    this.after = after;
  }
}

/** Thrown when trying again would be useless: somebody has to change something first. */
export class Undeliverable extends Error {
  override readonly name = 'Undeliverable';
}

/** Thrown while we do not know enough ourselves: the other side was not asked, and nothing is wrong with it. */
export class NotKnownYet extends Error {
  override readonly name = 'NotKnownYet';
}

/** Thrown when there is nothing in it for this subscriber, or nobody to tell: that is an end, and no failure. */
export class NothingToTell extends Error {
  override readonly name = 'NothingToTell';
}
