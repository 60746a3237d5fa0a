import type Whop from '@whop/sdk';
import type { ProviderRoute } from '../routes.ts';
import { visiblePayment, whopReplyRoute, whopRoute, withVisiblePeople } from './access.ts';
import { once } from './idempotency.ts';
import { listed, listPage } from './pages.ts';
import { refundPayment } from './refunds.ts';
import { notFound } from './refusal.ts';
import type { Refund, WhopStandIn } from './whop.ts';

/** Making refunds and looking them up. */
export function refundRoutes(whop: WhopStandIn): ProviderRoute[] {
  const { documents, account } = whop;
  return [
    whopReplyRoute(whop, 'payments.refund', ['post', '/payments/:id/refund'], (request) =>
      once(whop, request, () => {
        const { id, body, idempotencyKey: key } = request;
        return visiblePayment(whop, refundPayment(whop, id, { body, key }));
      }),
    ),
    whopRoute(whop, 'refunds.list', ['get', '/refunds'], ({ query }) =>
      listed(
        listPage(query, (slice) => documents.list('refunds', slice), {
          ...account,
          needsCompany: false,
          byPayment: true,
        }),
        refundInList,
      ),
    ),
    whopRoute(whop, 'refunds.retrieve', ['get', '/refunds/:id'], ({ id }) => {
      const refund = documents.get('refunds', id);
      if (refund === null) throw notFound('Refund');
      return { ...refund, payment: refund.payment === null ? null : withVisiblePeople(whop, refund.payment) };
    }),
  ];
}

function refundInList({ payment, ...refund }: Refund): Whop.RefundListResponse {
  return { ...refund, payment: payment === null ? null : { id: payment.id } };
}
