import type Whop from '@whop/sdk';
import { notFound } from './refusal.ts';
import type { WhopStandIn } from './whop.ts';

/** The merchant's company; there is only the one. */
export function company(whop: WhopStandIn, id: string): Whop.Company {
  if (id !== whop.account.companyId) throw notFound('Company');
  return {
    id,
    affiliate_instructions: null,
    created_at: '2025-01-06T09:00:00.000Z',
    description: 'A merchant that exists in the sandbox only.',
    featured_affiliate_product: null,
    logo: null,
    member_count: 6,
    metadata: null,
    owner_user: { id: 'user_sandboxowner', name: 'Sandbox Owner', username: 'sandbox-owner' },
    published_reviews_count: 0,
    route: 'sandbox',
    send_customer_emails: false,
    social_links: [],
    target_audience: null,
    title: 'Sandbox Merchant',
    updated_at: '2025-01-06T09:00:00.000Z',
    verified: true,
  };
}
