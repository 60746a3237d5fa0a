import type { FullCaseView, FullDisputeView } from '../../../api/schemas/case.ts';
import { moneyText } from '../../words/money.ts';

/** Where drafts say what was sold, shortest first. */
const PRODUCT_FIELDS = ['product_description', 'item_description'];
const LONGEST_PRODUCT = 60;

/** What happened, in one sentence: who disputes how much, and for what. */
export function happened(of: FullCaseView, dispute: FullDisputeView): string {
  const product = productOf(dispute);
  const forWhat = product === null ? '' : ` for ${product}`;
  const paid = of.payment_amount;
  const isPart = paid !== null && dispute.amount !== null && paid.amount !== dispute.amount.amount;
  const part = isPart ? ` of ${moneyText(paid)}` : '';
  return `${verb(of, dispute)} ${dispute.amount === null ? 'a payment' : moneyText(dispute.amount)}${part}${forWhat}`;
}

function verb(of: FullCaseView, { kind, stage, settled_by_network }: FullDisputeView): string {
  const who = of.customer.name ?? of.customer.email ?? 'A cardholder';
  if (settled_by_network) return `${who} disputed`;
  if (kind === 'alert' || stage === 'alert') return `${who} may dispute`;
  return stage === 'inquiry' ? `${who} questions` : `${who} disputes`;
}

function productOf({ evidence: { fields } }: FullDisputeView): string | null {
  const text = PRODUCT_FIELDS.map((name) => fields[name]?.trim()).find((value) => value);
  const line = text?.split('\n')[0] ?? '';
  if (line === '') return null;
  return line.length > LONGEST_PRODUCT ? `${line.slice(0, LONGEST_PRODUCT).trimEnd()}…` : line;
}
