import type Whop from '@whop/sdk';
import type { ProviderRoute } from '../routes.ts';
import { unknownRoute, visiblePayment, whopRoute, withVisiblePeople } from './access.ts';
import { company } from './company.ts';
import { existingDispute, submitEvidence, updateEvidence } from './evidence.ts';
import { createFile, retrieveFile, storageRoutes } from './files.ts';
import { listed, listPage } from './pages.ts';
import { refundRoutes } from './refund-routes.ts';
import { notFound } from './refusal.ts';
import type { Alert, WhopStandIn } from './whop.ts';

/** Whop's API as `@whop/sdk` speaks it, as far as Recourse uses it. */
export function whopRoutes(whop: WhopStandIn): ProviderRoute[] {
  return [
    ...disputeRoutes(whop),
    ...alertRoutes(whop),
    ...paymentRoutes(whop),
    ...refundRoutes(whop),
    whopRoute(whop, 'companies.retrieve', ['get', '/companies/:id'], ({ id }) => company(whop, id)),
    whopRoute(whop, 'files.create', ['post', '/files'], ({ body }) => createFile(whop, body)),
    whopRoute(whop, 'files.retrieve', ['get', '/files/:id'], ({ id }) => retrieveFile(whop, id)),
    unknownRoute(),
    ...storageRoutes(whop),
  ];
}

function disputeRoutes(whop: WhopStandIn): ProviderRoute[] {
  const { documents, account } = whop;
  const shown = (dispute: Whop.Dispute): Whop.Dispute => ({
    ...dispute,
    payment: dispute.payment === null ? null : withVisiblePeople(whop, dispute.payment),
  });
  return [
    whopRoute(whop, 'disputes.list', ['get', '/disputes'], ({ query }) =>
      listed(
        listPage(query, (slice) => documents.list('disputes', slice), { ...account, needsCompany: true }),
        disputeInList,
      ),
    ),
    whopRoute(whop, 'disputes.retrieve', ['get', '/disputes/:id'], ({ id }) =>
      shown(existingDispute(whop, id)),
    ),
    whopRoute(whop, 'disputes.update_evidence', ['post', '/disputes/:id/update_evidence'], ({ id, body }) =>
      shown(updateEvidence(whop, id, body)),
    ),
    whopRoute(whop, 'disputes.submit_evidence', ['post', '/disputes/:id/submit_evidence'], ({ id }) =>
      shown(submitEvidence(whop, id)),
    ),
  ];
}

function alertRoutes(whop: WhopStandIn): ProviderRoute[] {
  const { documents, account } = whop;
  return [
    whopRoute(whop, 'dispute_alerts.list', ['get', '/dispute_alerts'], ({ query }) =>
      listed(
        listPage(query, (slice) => documents.list('alerts', slice), { ...account, needsCompany: true }),
        alertInList,
      ),
    ),
    whopRoute(whop, 'dispute_alerts.retrieve', ['get', '/dispute_alerts/:id'], ({ id }) => {
      const alert = documents.get('alerts', id);
      if (alert === null) throw notFound('Dispute alert');
      return { ...alert, payment: alert.payment === null ? null : withVisiblePeople(whop, alert.payment) };
    }),
  ];
}

function paymentRoutes(whop: WhopStandIn): ProviderRoute[] {
  const { documents, account } = whop;
  return [
    whopRoute(whop, 'payments.list', ['get', '/payments'], ({ query }) =>
      listed(
        listPage(query, (slice) => documents.list('payments', slice), { ...account, needsCompany: false }),
        (payment) => paymentInList(withVisiblePeople(whop, payment)),
      ),
    ),
    whopRoute(whop, 'payments.retrieve', ['get', '/payments/:id'], ({ id }) => {
      const payment = documents.get('payments', id);
      if (payment === null) throw notFound('Payment');
      return visiblePayment(whop, payment);
    }),
  ];
}

/** Lists show less of an object than reading it does: no evidence, and of what belongs to it the ids alone. */
function disputeInList(dispute: Whop.Dispute): Whop.DisputeListResponse {
  const {
    id,
    amount,
    company: filedAgainst,
    created_at,
    currency,
    editable,
    needs_response_by,
    payment,
  } = dispute;
  const { plan, product, reason, status, visa_rdr } = dispute;
  return {
    id,
    amount,
    company: filedAgainst,
    created_at,
    currency,
    editable,
    needs_response_by,
    payment: payment === null ? null : { id: payment.id },
    plan,
    product,
    reason,
    status,
    visa_rdr,
  };
}

function alertInList(alert: Alert): Whop.DisputeAlertListResponse {
  return {
    ...alert,
    dispute: alert.dispute === null ? null : { id: alert.dispute.id },
    payment: alert.payment === null ? null : { id: alert.payment.id },
  };
}

const ONLY_WHEN_READ = [
  'disputes',
  'financing_installments_count',
  'financing_transactions',
  'refunds',
  'resolutions',
  'risk_score',
  'risk_signals',
  'settlement_amount',
  'settlement_exchange_rate',
  'tax_refunded_amount',
  'three_ds_verified',
] as const satisfies readonly (keyof Whop.Payment)[];

function paymentInList(payment: Whop.Payment): object {
  const left: readonly string[] = ONLY_WHEN_READ;
  return Object.fromEntries(Object.entries(payment).filter(([field]) => !left.includes(field)));
}
