import type { Money } from '../../domain/money.ts';
import type { News } from '../../domain/news.ts';
import { type MailWords, onOneLine } from './layout.ts';
import type { Matter } from './matter.ts';
import { moneyInWords } from './words.ts';

const FOOTER = 'You get this mail because the payment was made with your mail address.';

/**
 * What the payer is told, in words that say nothing of what merchant and bank discuss; null where there is nothing in it for a payer. Seed 002: platforms
 * that own the mails to payers send these themselves.
 */
export function payerMail(news: News, matter: Matter): MailWords | null {
  // An alert is the network's word to the merchant; the payer may not have disputed anything yet.
  const isAlert = matter.dispute?.kind === 'alert';
  switch (news.event) {
    case 'dispute.opened':
      return isAlert ? null : opened(news, matter);
    case 'dispute.ruled':
      return isAlert ? null : ruled(news, matter);
    case 'refund.settled':
      // What came to nothing was between merchant and provider: the payer was promised nothing by it.
      return matter.refund?.status === 'succeeded' ? refunded(news, matter) : null;
    default:
      return null;
  }
}

function opened(news: News, { dispute, state }: Matter): MailWords {
  return words(news, 'Your payment is disputed', dispute?.amount ?? state?.paymentAmount ?? null, [
    'Your bank or card company has told us that this payment is disputed.',
    'You need not do anything now: your bank looks into it, and we let you know how it ends. If you did not mean to dispute it, tell your bank.',
  ]);
}

function ruled(news: News, { dispute, state }: Matter): MailWords | null {
  if (!dispute?.ruling) return null;
  const amount = dispute.amount ?? state?.paymentAmount ?? null;
  const [subject, paragraph] = RULED[dispute.ruling.outcome];
  return words(news, subject, amount, [paragraph]);
}

const RULED = {
  won: [
    'Your dispute was decided: the payment stands',
    'Your bank or card company has decided that this payment stands. If you have questions about the decision, ask your bank.',
  ],
  lost: [
    'Your dispute was decided in your favour',
    'This dispute was decided in your favour. Your bank or card company returns the money; when it arrives depends on them.',
  ],
  closed: [
    'Your dispute is closed',
    'This dispute was closed. If you have questions about it, ask your bank.',
  ],
} as const;

function refunded(news: News, { refund }: Matter): MailWords {
  const reference = refund?.reference.value;
  return words(
    news,
    'Your refund is on its way',
    refund?.amount ?? refund?.asked ?? null,
    ['We have refunded this payment. How long the money takes to arrive depends on your bank.'],
    reference ? [['Reference for your bank', reference]] : [],
  );
}

function words(
  { paymentId }: News,
  subject: string,
  amount: Money | null,
  paragraphs: readonly string[],
  more: MailWords['facts'] = [],
): MailWords {
  return {
    subject: onOneLine(amount === null ? subject : `${subject}: ${moneyInWords(amount)}`),
    paragraphs,
    facts: [
      ...(amount === null ? [] : [['Amount', moneyInWords(amount)] as const]),
      ...(paymentId === null ? [] : [['Payment', paymentId] as const]),
      ...more,
    ],
    link: null,
    footer: FOOTER,
  };
}
