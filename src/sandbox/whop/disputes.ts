import type Whop from '@whop/sdk';
import { instant } from '../../domain/instant.ts';
import { paymentSummary, settlePayment } from './payments.ts';
import { publish, recordEffect, type Alert, type CaseTerms, type WhopStandIn } from './whop.ts';

/** How a new dispute differs from the ordinary one that needs a response. */
export interface NewDispute {
  readonly terms: CaseTerms;
  readonly payment: Whop.Payment;
  /** It begins as an inquiry: `warning_needs_response`. */
  readonly warning?: boolean | undefined;
  /** Visa's Rapid Dispute Resolution has refunded the cardholder already: lost, and nothing to answer. */
  readonly visaRdr?: boolean | undefined;
  /** It does not name its payment yet. */
  readonly paymentUnknown?: boolean | undefined;
}

/** Opens a dispute and tells the merchant (`dispute.created`). */
export function openDispute(whop: WhopStandIn, opening: NewDispute): Whop.Dispute {
  const { terms, payment } = opening;
  const dispute: Whop.Dispute = {
    id: whop.newId('dp'),
    amount: terms.amount,
    company: { id: whop.account.companyId, title: 'Sandbox Merchant' },
    created_at: instant(Date.now()),
    currency: terms.currency,
    needs_response_by: opening.visaRdr === true ? null : terms.respond_by,
    reason: terms.reason,
    visa_rdr: opening.visaRdr === true,
    ...openingState(opening),
    ...(opening.paymentUnknown === true ? NO_PAYMENT : linksTo(payment)),
    ...emptyEvidence(opening.paymentUnknown === true ? null : payment),
  };
  whop.documents.put('disputes', dispute);
  settlePayment(whop, payment.id);
  recordEffect(whop, 'dispute_opened', [dispute.id, payment.id], { status: dispute.status });
  publish(whop, 'dispute.created', dispute);
  return dispute;
}

/** Changes a dispute, and what its payment and alert show of it, and tells the merchant (`dispute.updated`). */
export function changeDispute(
  whop: WhopStandIn,
  dispute: Whop.Dispute,
  changes: Partial<Whop.Dispute>,
): Whop.Dispute {
  const changed = { ...dispute, ...changes };
  whop.documents.put('disputes', changed);
  if (changed.payment !== null) {
    settlePayment(whop, changed.payment.id);
    const alerts = whop.documents.ofPayment('alerts', changed.payment.id);
    for (const alert of alerts.filter((known) => known.dispute?.id === changed.id)) {
      changeAlert(whop, alert, { dispute: disputeSummary(changed) });
    }
  }
  publish(whop, 'dispute.updated', changed);
  return changed;
}

/** Raises an early warning and tells the merchant (`dispute_alert.created`). */
export function openAlert(
  whop: WhopStandIn,
  opening: {
    readonly terms: CaseTerms;
    readonly payment: Whop.Payment;
    readonly type: Whop.DisputeAlertType;
    readonly paymentUnknown: boolean;
  },
): Alert {
  const now = instant(Date.now());
  const payment = { ...opening.payment, dispute_alerted_at: now };
  whop.documents.put('payments', payment);
  const alert: Alert = {
    id: whop.newId('dspa'),
    alert_type: opening.type,
    amount: opening.terms.amount,
    charge_for_alert: true,
    created_at: now,
    currency: opening.terms.currency,
    dispute: null,
    payment: opening.paymentUnknown ? null : paymentSummary(payment),
    transaction_date: payment.created_at,
  };
  whop.documents.put('alerts', alert);
  recordEffect(whop, 'alert_raised', [alert.id, payment.id], { alert_type: alert.alert_type });
  publish(whop, 'dispute_alert.created', alert);
  return alert;
}

/** Changes an alert. Whop has no event for this: the merchant sees it at the next read. */
export function changeAlert(whop: WhopStandIn, alert: Alert, changes: Partial<Alert>): Alert {
  const changed = { ...alert, ...changes };
  whop.documents.put('alerts', changed);
  return changed;
}

/** The dispute as an alert carries it within itself. */
export function disputeSummary(dispute: Whop.Dispute): NonNullable<Alert['dispute']> {
  const { id, amount, created_at, currency, reason, status } = dispute;
  return { id, amount, created_at, currency, reason, status };
}

/** What a dispute shows of its payment, and of what was bought with it. */
export function linksTo(payment: Whop.Payment): Pick<Whop.Dispute, 'payment' | 'plan' | 'product'> {
  const { plan, product } = payment;
  return {
    payment: paymentSummary(payment),
    plan: plan === null ? null : { id: plan.id },
    product: product === null ? null : { id: product.id, title: product.title },
  };
}

const NO_PAYMENT = { payment: null, plan: null, product: null };

function openingState({ warning, visaRdr }: NewDispute): Pick<Whop.Dispute, 'status' | 'editable'> {
  if (visaRdr === true) return { status: 'lost', editable: false };
  return { status: warning === true ? 'warning_needs_response' : 'needs_response', editable: true };
}

/** A fresh dispute holds what Whop itself knows: the customer's mail and when they came by. The rest is for the merchant to say. */
function emptyEvidence(payment: Whop.Payment | null) {
  const visit = payment?.paid_at ?? null;
  return {
    access_activity_log: visit === null ? null : `203.0.113.24 - ${visit} - signed in`,
    billing_address: null,
    cancellation_policy_attachment: null,
    cancellation_policy_disclosure: null,
    customer_communication_attachment: null,
    customer_email_address: payment?.user?.email ?? null,
    customer_name: null,
    notes: null,
    product_description: null,
    refund_policy_attachment: null,
    refund_policy_disclosure: null,
    refund_refusal_explanation: null,
    service_date: null,
    uncategorized_attachment: null,
  } satisfies Partial<Whop.Dispute>;
}
