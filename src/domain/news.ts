import type { CaseState, TimelineEntry } from './case.ts';
import type { Instant } from './instant.ts';
import type { CaseId, ProviderName } from './names.ts';
import { isFinal, type Refund } from './refund.ts';

/** What people and programs are told of, by whatever channel. */
export const NEWS_EVENTS = [
  'dispute.opened',
  'dispute.reminder',
  'dispute.escalated',
  'dispute.proposed',
  'dispute.decided',
  'dispute.submitted',
  'dispute.ruled',
  'document.expired',
  'refund.settled',
  'refund.needs_attention',
] as const;
export type NewsEvent = (typeof NEWS_EVENTS)[number];

/** One thing that is told. Free of personal data: whoever is told more looks it up by the ids. */
export interface News {
  /** The same however often it is told. */
  readonly id: string;
  readonly event: NewsEvent;
  /** One sentence for people. */
  readonly summary: string;
  readonly at: Instant;
  readonly provider: ProviderName;
  readonly merchantId: string | null;
  readonly paymentId: string | null;
  readonly caseId: CaseId | null;
  readonly disputeId: string | null;
  readonly refundId: string | null;
}

/** Somebody who is told: by which channel is not the business of whoever has news. */
export interface Subscription {
  /** Unique, and kept for good: what is still to be delivered names it. */
  readonly name: string;
  readonly events: readonly NewsEvent[];
  /** Whose news; null for every merchant's. */
  readonly merchantIds: readonly string[] | null;
}

/** News on its way to one subscriber. */
export interface Post {
  readonly news: News;
  readonly subscriber: string;
}

/** How far news has come on its way to one subscriber. `skipped`: there was nobody to tell, or nothing in it for them. */
export const POST_STATES = ['waiting', 'delivered', 'skipped', 'dead'] as const;
export type PostState = (typeof POST_STATES)[number];

/** Who is to be told what. News of a merchant nobody knows yet goes to those alone who hear of every merchant. */
export function postsFor(news: readonly News[], subscriptions: readonly Subscription[]): readonly Post[] {
  return news.flatMap((item) =>
    subscriptions
      .filter(({ events, merchantIds }) => events.includes(item.event) && isOf(item, merchantIds))
      .map(({ name }) => ({ news: item, subscriber: name })),
  );
}

function isOf({ merchantId }: News, merchantIds: readonly string[] | null): boolean {
  return merchantIds === null || (merchantId !== null && merchantIds.includes(merchantId));
}

/** Which time line entries are told, and as what. */
const TOLD: Readonly<Record<string, NewsEvent>> = {
  dispute_opened: 'dispute.opened',
  alert_opened: 'dispute.opened',
  reminder: 'dispute.reminder',
  needs_attention: 'dispute.escalated',
  proposed: 'dispute.proposed',
  decided: 'dispute.decided',
  submitted: 'dispute.submitted',
  conceded: 'dispute.submitted',
  answered_elsewhere: 'dispute.submitted',
  ruled: 'dispute.ruled',
};

/** What of new time line entries is told. */
export function newsOfCase(state: CaseState, entries: readonly TimelineEntry[]): readonly News[] {
  const { id, provider, merchantId, paymentId } = state;
  return entries.flatMap((entry) => {
    const event = eventOf(entry);
    if (event === null) return [];
    const { seq, summary, at, disputeId } = entry;
    const about = { provider, merchantId, paymentId, caseId: id, disputeId, refundId: null };
    return [{ id: `${id}#${seq}`, event, summary, at, ...about }];
  });
}

function eventOf({ kind, data }: TimelineEntry): NewsEvent | null {
  if (kind === 'needs_attention' && data['kind'] === 'document_expired') return 'document.expired';
  return Object.hasOwn(TOLD, kind) ? (TOLD[kind] ?? null) : null;
}

/** What is told of a refund of ours as it stands now; its id is the same for as long as it stands so. */
export function newsOfRefund(refund: Refund): readonly News[] {
  if (refund.key === null) return [];
  const { id, provider, merchantId, paymentId, caseId, status, attention, updatedAt } = refund;
  const about = { provider, merchantId, paymentId, caseId, disputeId: null, refundId: id, at: updatedAt };
  if (attention !== null) {
    const event = 'refund.needs_attention';
    return [{ ...about, id: `${id}#attention.${attention.since}`, event, summary: attention.reason }];
  }
  if (!isFinal(refund)) return [];
  const why = refund.failure === null ? '' : ` ${refund.failure.message}`;
  return [{ ...about, id: `${id}#${status}`, event: 'refund.settled', summary: `Refund ${status}.${why}` }];
}
