import { COMPLAINTS } from '../../domain/complaints.ts';
import { canBeAnswered } from '../../domain/dispute.ts';
import type { News } from '../../domain/news.ts';
import { type MailWords, onOneLine } from './layout.ts';
import type { Matter } from './matter.ts';
import { moneyInWords, momentInWords } from './words.ts';

/**
 * What people who work on cases are told: what happened, about how much, until when, and where to go.
 *
 * @param link - where they see it
 * @param subscriber - the name of the subscription, so that whoever wants no more of it knows what to ask for
 */
export function peopleMail(
  news: News,
  matter: Matter,
  { link, subscriber }: { readonly link: string; readonly subscriber: string },
): MailWords {
  const amount = matter.refund?.amount ?? matter.refund?.asked ?? matter.dispute?.amount;
  const about = [amount ? moneyInWords(amount) : null, news.paymentId].filter((part) => part !== null);
  return {
    subject: onOneLine([headline(news, matter), about.join(', ')].filter((part) => part !== '').join(': ')),
    paragraphs: [news.summary],
    facts: factsOf(news, matter),
    link: { label: news.refundId === null ? 'Open the case' : 'Open the refund', url: link },
    footer: `Told by Recourse to the subscription ${subscriber}. Times are in UTC.`,
  };
}

function headline({ event }: News, { dispute, refund }: Matter): string {
  switch (event) {
    case 'dispute.opened':
      return dispute?.kind === 'alert' ? 'A dispute may be coming' : 'A payment is disputed';
    case 'dispute.reminder':
      return 'A dispute waits for its answer';
    case 'dispute.escalated':
      return 'A case needs a person';
    case 'dispute.proposed':
      return 'A proposal waits for approval';
    case 'dispute.decided':
      return 'Decided how to answer a dispute';
    case 'dispute.submitted':
      return 'A dispute is answered';
    case 'dispute.ruled':
      return dispute?.ruling ? `Dispute ${dispute.ruling.outcome}` : 'A dispute is over';
    case 'document.expired':
      return 'A document has expired';
    case 'refund.settled':
      return refund === null ? 'A refund is settled' : `Refund ${refund.status}`;
    case 'refund.needs_attention':
      return 'A refund needs a person';
  }
}

function factsOf(news: News, { dispute, refund }: Matter): MailWords['facts'] {
  const amount = refund === null ? dispute?.amount : (refund.amount ?? refund.asked);
  const respondBy = dispute !== null && canBeAnswered(dispute) ? dispute.respondBy : null;
  const facts: readonly (readonly [string, string | null | undefined])[] = [
    ['Amount', amount ? moneyInWords(amount) : null],
    ['Reason', refund === null && dispute?.reason ? COMPLAINTS[dispute.reason].label : null],
    ['Answer by', respondBy === null ? null : momentInWords(respondBy)],
    ['Payment', news.paymentId],
    ['Dispute', news.disputeId],
    ['Merchant', news.merchantId],
    ['Provider', news.provider],
    ['When', momentInWords(news.at)],
  ];
  return facts.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}
