import type { News } from '../../src/domain/news.ts';

/** A ruling in the case of payment `pay_1`, unless told otherwise. */
export function someNews(changes: Partial<News> = {}): News {
  return {
    id: 'whop:pay_1#7',
    event: 'dispute.ruled',
    summary: 'The dispute was won.',
    at: '2026-11-01T12:00:00.000Z',
    provider: 'whop',
    merchantId: 'biz_1',
    paymentId: 'pay_1',
    caseId: 'whop:pay_1',
    disputeId: 'dp_of_pay_1',
    refundId: null,
    ...changes,
  };
}
