import type { ProviderRoute } from '../routes.ts';
import { unknownRoutes, wepayRoute } from './access.ts';
import { challenge, concede, existingDispute } from './answers.ts';
import { createDocument } from './documents.ts';
import { between, listPage, type List } from './lists.ts';
import { listNotifications } from './notifications.ts';
import { existingPayment, existingRefund, paymentIn, refundPayment } from './refunds.ts';
import { once } from './unique-key.ts';
import type { Dispute, Payment, Refund, WepayStandIn } from './wepay.ts';

/** WePay's API 3.0, as far as Recourse uses it. */
export function wepayRoutes(wepay: WepayStandIn): ProviderRoute[] {
  return [
    ...disputeRoutes(wepay),
    ...paymentRoutes(wepay),
    ...refundRoutes(wepay),
    wepayRoute(wepay, {
      name: 'documents.create',
      method: 'post',
      path: '/documents',
      takesForm: true,
      idsInBody: ({ form }) => [form?.fields['account_id'] ?? []].flat(),
      handle: (request) => createDocument(wepay, request),
    }),
    wepayRoute(wepay, {
      name: 'notifications.list',
      method: 'get',
      path: '/notifications',
      handle: ({ query }) => listNotifications(wepay, query),
    }),
    ...unknownRoutes(),
  ];
}

function disputeRoutes(wepay: WepayStandIn): ProviderRoute[] {
  return [
    wepayRoute(wepay, {
      name: 'disputes.list',
      method: 'get',
      path: '/disputes',
      handle: ({ query }) =>
        listPage<Dispute>(query, {
          path: '/disputes',
          ...newestFirst(wepay, wepay.documents.list('disputes')),
          filters: {
            owner_id: ({ owner }, id) => owner.id === id,
            type: ({ type }, value) => type === value,
            payment_id: ({ payment }, id) => payment.id === id,
            status: ({ status }, value) => status === value,
            ...between('create_time', created),
          },
        }),
    }),
    wepayRoute(wepay, {
      name: 'disputes.retrieve',
      method: 'get',
      path: '/disputes/:id',
      handle: ({ id }) => existingDispute(wepay, id),
    }),
    wepayRoute(wepay, {
      name: 'disputes.challenge',
      method: 'post',
      path: '/disputes/:id',
      handle: (request) =>
        once(wepay, 'disputes.challenge', request, () => challenge(wepay, request.id, request.body)),
    }),
    wepayRoute(wepay, {
      name: 'disputes.concede',
      method: 'post',
      path: '/disputes/:id/concede',
      handle: (request) => once(wepay, 'disputes.concede', request, () => concede(wepay, request.id)),
    }),
  ];
}

function paymentRoutes(wepay: WepayStandIn): ProviderRoute[] {
  return [
    wepayRoute(wepay, {
      name: 'payments.list',
      method: 'get',
      path: '/payments',
      handle: ({ query }) =>
        listPage<Payment>(query, {
          path: '/payments',
          ...newestFirst(wepay, wepay.documents.list('payments')),
          filters: {
            owner_id: ({ owner }, id) => owner.id === id,
            status: ({ status }, value) => status === value,
            ...between('create_time', created),
          },
        }),
    }),
    wepayRoute(wepay, {
      name: 'payments.retrieve',
      method: 'get',
      path: '/payments/:id',
      handle: ({ id }) => existingPayment(wepay, id),
    }),
  ];
}

function refundRoutes(wepay: WepayStandIn): ProviderRoute[] {
  return [
    wepayRoute(wepay, {
      name: 'refunds.list',
      method: 'get',
      path: '/refunds',
      handle: ({ query }) =>
        listPage<Refund>(query, {
          path: '/refunds',
          ...newestFirst(wepay, wepay.documents.list('refunds')),
          filters: {
            owner_id: ({ owner }, id) => owner.id === id,
            payment_id: ({ payment }, id) => payment.id === id,
            status: ({ status }, value) => status === value,
            ...between('create_time', created),
          },
        }),
    }),
    wepayRoute(wepay, {
      name: 'refunds.create',
      method: 'post',
      path: '/refunds',
      idsInBody: ({ body }) => paymentIn(body),
      handle: (request) => once(wepay, 'refunds.create', request, () => refundPayment(wepay, request)),
    }),
    wepayRoute(wepay, {
      name: 'refunds.retrieve',
      method: 'get',
      path: '/refunds/:id',
      handle: ({ id }) => existingRefund(wepay, id),
    }),
  ];
}

function created({ create_time }: { readonly create_time: number }): number {
  return create_time;
}

function newestFirst<T extends { readonly create_time: number }>(
  wepay: WepayStandIn,
  entries: readonly T[],
): Pick<List<T>, 'entries' | 'links'> {
  return {
    entries: entries.toSorted((one, other) => other.create_time - one.create_time),
    links: wepay.settings.current().list_links,
  };
}
