import type { Whop } from '@whop/sdk';
import type { ProviderEvent } from '../../domain/provider.ts';
import { ProviderError } from '../errors.ts';
import type { ListedPage, ListRequest } from '../provider.ts';
import type { RequestLimits } from './client.ts';
import { alertReading, disputeReading } from './mapping.ts';
import { OPERATIONS } from './operations.ts';
import { readPage } from './pages.ts';
import { alertPayload, disputePayload } from './payloads.ts';
import { WITHOUT_COMPANY } from './settings.ts';

/**
 * One page of the disputes or alerts created since a moment, newest first. The entries of a list hold no evidence.
 *
 * @param companyId - whose; Whop lists them by company only
 * @throws ProviderError
 */
export async function listCreated(
  client: Whop,
  kind: 'dispute' | 'alert',
  { since, cursor }: ListRequest,
  companyId: string | null,
  limits: RequestLimits,
): Promise<ListedPage<ProviderEvent['reading']>> {
  if (companyId === null) throw new ProviderError('refused', WITHOUT_COMPANY);
  const request = { filter: { company_id: companyId, created_after: since }, cursor };
  if (kind === 'dispute') {
    const list = { operation: OPERATIONS.listDisputes, path: '/disputes', entry: disputePayload };
    const { entries, next } = await readPage(client, { ...request, ...list }, limits);
    const readings = entries.map((entry) => disputeReading(entry, companyId));
    return { entries: readings.map((reading) => ({ kind, dispute: { ...reading, evidence: null } })), next };
  }
  const list = { operation: OPERATIONS.listAlerts, path: '/dispute_alerts', entry: alertPayload };
  const { entries, next } = await readPage(client, { ...request, ...list }, limits);
  return { entries: entries.map((entry) => ({ kind, alert: alertReading(entry, companyId) })), next };
}
