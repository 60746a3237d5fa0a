import { hasLapsed } from '../domain/approvals.ts';
import type { CaseState } from '../domain/case.ts';
import type { News, NewsEvent } from '../domain/news.ts';
import type { Refund } from '../domain/refund.ts';
import { needsPerson } from '../domain/summary.ts';
import { type Message, section } from './blocks.ts';
import { decisionVerb, escaped, title, who } from './words.ts';

/** What asks somebody to act: said aloud unless settings choose otherwise, and no more once nobody has to. */
export const ASKING: readonly NewsEvent[] = [
  'dispute.opened',
  'dispute.reminder',
  'dispute.escalated',
  'dispute.proposed',
  'document.expired',
  'refund.needs_attention',
];

/**
 * What news of a case says in the thread of its message; null where it has become moot meanwhile.
 *
 * @param state - the case as it is now
 * @param label - what its provider is called
 */
export function caseReply(news: News, state: CaseState, label: string): Message | null {
  if (ASKING.includes(news.event) && !needsPerson(state)) return null;
  return news.event === 'dispute.proposed' ? proposalReply(news, state, label) : newsReply(news);
}

/** The same for a refund, as it is now. */
export function refundReply(news: News, { attention }: Pick<Refund, 'attention'>): Message | null {
  return ASKING.includes(news.event) && attention === null ? null : newsReply(news);
}

/** News in its own words. */
function newsReply({ id, summary }: News): Message {
  return reply(id, escaped(summary));
}

/** Null once that very proposal is not there any more. */
function proposalReply({ id, disputeId, at }: News, state: CaseState, label: string): Message | null {
  const dispute = state.disputes.find((one) => one.id === disputeId);
  const proposal = dispute?.proposal ?? null;
  if (dispute === undefined || proposal === null || proposal.at !== at || hasLapsed(dispute)) return null;
  return reply(
    id,
    `${who(proposal.by)} proposes to ${decisionVerb(proposal.kind)}: ${title(dispute, label)}.`,
  );
}

/** Recognised by the id of its news, so that it is said once however often it is told. */
function reply(newsId: string, text: string): Message {
  return {
    text,
    blocks: [section(text)],
    mark: { event_type: 'recourse_news', event_payload: { news_id: newsId } },
  };
}
