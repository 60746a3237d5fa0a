import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { type Instant, instant, type Millis, plus, SECOND } from '../domain/instant.ts';
import type { KeptPost, Outbox, TakenPost } from '../store/outbox.ts';
import { RetryLater } from './channel.ts';
import { Lanes } from './lanes.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { nextAttempt } from './patience.ts';
import { Strays } from './strays.ts';
import type { Subscriber } from './subscriber.ts';

/** What a deliverer works with. */
export interface DelivererOptions {
  readonly outbox: Outbox;
  readonly subscribers: readonly Subscriber[];
  readonly log: Logger;
  readonly clock?: () => Instant;
  readonly attemptLimit?: Millis;
  readonly grace?: Millis;
}

/** Longer than a mail server or a program needs that will take anything at all. */
const ATTEMPT_LIMIT: Millis = 30 * SECOND;
/** What writing down how an attempt ended may take beyond it, before another process tries again. */
const SPARE: Millis = 30 * SECOND;
/** Between two looks while nothing is known to be due. */
const PAUSE: Millis = SECOND;
/** What is under way when the process is told to stop gets so long. */
const GRACE: Millis = 3 * SECOND;
/** Taken so often, it is not by chance that the process that tried it ended each time. */
const CHANCES = 3;

const TOO_LONG = 'It took too long.';
const UNHEARD: Outcome = {
  kind: 'later',
  why: 'The process that tried it ended before it could tell what came of it.',
  after: null,
};
const STOPPED = 'Recourse was stopped meanwhile.';

/**
 * Takes news to its subscribers, from any number of processes. What was taken and not told of, as its process died, is taken again when its lease is
 * over: at least once, never lost, and recognisable by the same id.
 */
export class Deliverer {
  readonly #outbox: Outbox;
  readonly #subscribers: ReadonlyMap<string, Subscriber>;
  readonly #log: Logger;
  readonly #clock: () => Instant;
  readonly #attemptLimit: Millis;
  readonly #grace: Millis;
  readonly #lanes: Lanes;
  readonly #underWay = new Set<Promise<void>>();
  readonly #cut = new AbortController();
  readonly #strays: Strays;
  #changed = Promise.withResolvers<void>();
  #isStoreAway = false;

  constructor(options: DelivererOptions) {
    this.#outbox = options.outbox;
    this.#subscribers = new Map(options.subscribers.map((subscriber) => [subscriber.name, subscriber]));
    this.#log = options.log;
    this.#clock = options.clock ?? presentMoment;
    this.#attemptLimit = options.attemptLimit ?? ATTEMPT_LIMIT;
    this.#grace = options.grace ?? GRACE;
    const names = [...this.#subscribers.keys()];
    this.#lanes = new Lanes(names);
    this.#strays = new Strays(options.outbox, names, { since: this.#clock(), log: options.log });
  }

  /** Works until told to stop; what is under way then is finished, or left for the next process to try again. */
  async run(stop: AbortSignal): Promise<void> {
    stop.addEventListener('abort', () => this.#wake(), { once: true });
    while (!stop.aborted) {
      const started = await this.round();
      if (started === 0 && !stop.aborted) await this.#rest();
    }
    const cut = setTimeout(() => this.#cut.abort(), this.#grace);
    await this.settled();
    clearTimeout(cut);
  }

  /** Starts what is due, as far as there is room. Answers how much that is: nothing while the store is away. */
  async round(): Promise<number> {
    this.#changed = Promise.withResolvers();
    try {
      const now = this.#clock();
      await this.#strays.sweep(now);
      const until = plus(now, this.#attemptLimit + SPARE);
      const posts = await this.#outbox.take(this.#lanes.free(now), { now, until, limit: this.#lanes.room() });
      this.#isStoreAway = false;
      for (const post of posts) this.#start(post);
      return posts.length;
    } catch (error) {
      if (!this.#isStoreAway) this.#log.warn({ err: error }, 'news waits for the store');
      this.#isStoreAway = true;
      return 0;
    }
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }

  #start(post: TakenPost): void {
    const subscriber = this.#subscribers.get(post.subscriber);
    if (subscriber === undefined) return;
    this.#lanes.enter(post.subscriber);
    const work = this.#handle(post, subscriber).then((outcome) => {
      this.#lanes.leave(post.subscriber, outcome, this.#clock());
      this.#underWay.delete(work);
      this.#wake();
    });
    this.#underWay.add(work);
  }

  /** Delivers one and writes down what came of it. Never rejects. */
  async #handle(post: TakenPost, subscriber: Subscriber): Promise<Outcome> {
    const outcome = endsProcesses(post) ? UNHEARD : await this.#attempt(post, subscriber);
    const deadline = Date.now() + SPARE;
    while (!(await this.#writeDown(post, subscriber, outcome))) {
      if (Date.now() > deadline || this.#cut.signal.aborted) break;
      await sleep(PAUSE);
    }
    return outcome;
  }

  async #attempt(post: KeptPost, { channel }: Subscriber): Promise<Outcome> {
    const signal = AbortSignal.any([AbortSignal.timeout(this.#attemptLimit), this.#cut.signal]);
    const cutOff = Promise.withResolvers<never>();
    const cut = () => cutOff.reject(new RetryLater(this.#cut.signal.aborted ? STOPPED : TOO_LONG));
    signal.addEventListener('abort', cut, { once: true });
    try {
      await Promise.race([channel.deliver(post.news, { attempt: post.attempts, signal }), cutOff.promise]);
      return { kind: 'delivered' };
    } catch (error) {
      return outcomeOf(error);
    } finally {
      signal.removeEventListener('abort', cut);
    }
  }

  /** Answers whether it is written down. */
  async #writeDown(post: KeptPost, { kind }: Subscriber, outcome: Outcome): Promise<boolean> {
    const { news, subscriber } = post;
    const log = this.#log.child({ subscriber, channel: kind, event: news.event });
    try {
      if (outcome.kind === 'delivered') {
        await this.#outbox.delivered({ newsId: news.id, subscriber }, this.#clock());
        log.debug('news delivered');
      } else if (outcome.kind === 'skipped') await this.#skipped(post, outcome.why, log);
      else await this.#failed(post, outcome, log);
      return true;
    } catch (error) {
      log.warn({ err: error }, 'what became of news could not be written down');
      return false;
    }
  }

  async #skipped(post: KeptPost, why: string, log: Logger): Promise<void> {
    await this.#outbox.skipped(post, why);
    log.debug({ why }, 'news skipped');
  }

  async #failed(
    post: KeptPost,
    outcome: Exclude<Outcome, { kind: 'delivered' | 'skipped' }>,
    log: Logger,
  ): Promise<void> {
    const { kind, why } = outcome;
    const after = kind === 'later' ? outcome.after : null;
    const nextAt = kind === 'never' ? null : nextAttempt(post, this.#clock(), after);
    // What nobody could tell us within its day is nobody's failure.
    if (nextAt === null && kind === 'unready') return await this.#skipped(post, why, log);
    await this.#outbox.failed(post, { nextAt, why });
    const { attempts } = post;
    if (nextAt === null) log.warn({ attempts, why }, 'news given up: it can be sent again');
    else log.info({ attempts, why, nextAt }, 'news not delivered yet');
  }

  #wake(): void {
    this.#changed.resolve();
  }

  async #rest(): Promise<void> {
    const over = new AbortController();
    const pause = sleep(PAUSE, undefined, { signal: over.signal }).catch(() => undefined);
    await Promise.race([this.#changed.promise, pause]);
    over.abort();
  }
}

/** Whatever ends a process each time is tried less and less often, and one at a time, as its neighbours end with it. */
function endsProcesses({ isUnheard, attempts }: TakenPost): boolean {
  return isUnheard && attempts > CHANCES;
}

function presentMoment(): Instant {
  return instant(Date.now());
}
