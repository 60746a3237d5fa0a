import type { Instant } from '../domain/instant.ts';
import type { News, PostState } from '../domain/news.ts';
import type { Queryable } from './database.ts';
import { countUndelivered, listPosts } from './post-list.ts';
import {
  abandonOthers,
  findPost,
  markDelivered,
  markFailed,
  markSkipped,
  takePosts,
} from './post-progress.ts';
import { resendDead, resendPost } from './post-resend.ts';
import type { Page } from './store.ts';

/** Which news, to whom. */
export interface PostKey {
  readonly newsId: string;
  readonly subscriber: string;
}

/** News on its way to one subscriber, as the store keeps it. */
export interface KeptPost {
  readonly news: News;
  readonly subscriber: string;
  /** `dead`: given up; nothing more happens to it unless a person has it sent again. */
  readonly state: PostState;
  /** How often it was tried since {@link triedSince}, an attempt under way included. */
  readonly attempts: number;
  /** When it is tried next. */
  readonly nextAt: Instant;
  readonly lastError: string | null;
  readonly deliveredAt: Instant | null;
  /** When it was put on its way, or last sent again by a person. */
  readonly triedSince: Instant;
  readonly createdAt: Instant;
  /** Who had it sent again last: the id of a person or of a token; null when nobody has. */
  readonly resentBy: string | null;
  readonly resentAt: Instant | null;
}

/** News given out for an attempt. */
export interface TakenPost extends KeptPost {
  /** Whoever took it before has told nothing of what became of it. */
  readonly isUnheard: boolean;
}

/** Which posts a list shows; absent means any. */
export interface PostFilter {
  readonly state?: PostState | undefined;
  readonly subscriber?: string | undefined;
  readonly merchantIds?: readonly string[] | undefined;
}

/** How much of one subscriber's news stands in one state. */
export interface Undelivered {
  readonly subscriber: string;
  readonly state: Extract<PostState, 'waiting' | 'dead'>;
  readonly posts: number;
}

/** That something be sent again. */
export interface Wish {
  /** The id of the person or of the token who wants it. */
  readonly by: string;
  readonly now: Instant;
}

/** For how long what is taken is nobody else's. */
export interface Lease {
  readonly now: Instant;
  readonly until: Instant;
  /** How much is taken at most, whoever it is for. */
  readonly limit: number;
}

/** News on its way. */
export interface Outbox {
  /** Newest first. */
  list(
    filter: PostFilter,
    page: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<Page<KeptPost>>;
  find(key: PostKey): Promise<KeptPost | null>;
  /** How much waits or was given up; of some merchants only where they are named. */
  undelivered(merchantIds?: readonly string[]): Promise<readonly Undelivered[]>;

  /**
   * Takes what is due, at most so many for each subscriber named, for one attempt each; where not all can be served, those named first are. Until the moment named nobody else gets it; who took it and
   * has told nothing by then is taken for dead. Of one case a subscriber's news is given out oldest first and one at a time.
   */
  take(free: ReadonlyMap<string, number>, lease: Lease): Promise<readonly TakenPost[]>;
  delivered(key: PostKey, at: Instant): Promise<void>;
  /** There was nobody to tell, or nothing in it for them. */
  skipped(post: KeptPost, why: string): Promise<void>;
  /** An attempt failed. @param failure - `nextAt` null gives it up */
  failed(post: KeptPost, failure: { readonly nextAt: Instant | null; readonly why: string }): Promise<void>;
  /** A person wants it sent, whatever became of it so far. */
  resend(key: PostKey, wish: Wish): Promise<void>;
  /** A person wants everything sent that was given up of one subscriber; of some merchants only where they are named. Answers how much that is. */
  resendDead(filter: Pick<PostFilter, 'subscriber' | 'merchantIds'>, wish: Wish): Promise<number>;
  /** Gives up what waits for anybody but these since before a moment, while nobody has tried anything of theirs since. Answers how many. */
  abandonOthers(
    subscribers: readonly string[],
    because: { readonly before: Instant; readonly why: string },
  ): Promise<number>;
}

export function createOutbox(on: Queryable): Outbox {
  return {
    list: (filter, page) => listPosts(on, filter, page),
    find: (key) => findPost(on, key),
    undelivered: (merchantIds) => countUndelivered(on, merchantIds),
    take: (free, lease) => takePosts(on, free, lease),
    delivered: (key, at) => markDelivered(on, key, at),
    skipped: (post, why) => markSkipped(on, post, why),
    failed: (post, failure) => markFailed(on, post, failure),
    resend: (key, wish) => resendPost(on, key, wish),
    resendDead: (filter, wish) => resendDead(on, filter, wish),
    abandonOthers: (subscribers, because) => abandonOthers(on, subscribers, because),
  };
}
