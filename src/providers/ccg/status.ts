import type { Stage, Status } from '../../domain/provider.ts';

/** How a dispute stands, and the provider's word that says so. */
export interface Standing {
  readonly stage: Stage;
  readonly status: Status;
  readonly providerStatus: string;
}

/** Stripe's statuses, which CCG writes in upper case. Source: Stripe's API reference, `Dispute.status`. */
const STATUSES: ReadonlyMap<string, Pick<Standing, 'stage' | 'status'>> = new Map([
  ['WARNING_NEEDS_RESPONSE', { stage: 'alert', status: 'needs_response' }],
  ['WARNING_UNDER_REVIEW', { stage: 'alert', status: 'under_review' }],
  ['WARNING_CLOSED', { stage: 'alert', status: 'closed' }],
  ['NEEDS_RESPONSE', { stage: 'chargeback', status: 'needs_response' }],
  ['UNDER_REVIEW', { stage: 'chargeback', status: 'under_review' }],
  ['WON', { stage: 'chargeback', status: 'won' }],
  ['LOST', { stage: 'chargeback', status: 'lost' }],
]);

/** What an event's name says by itself. Source: seed 003, "Supported Events". */
const NAMES: ReadonlyMap<string, Status> = new Map([
  ['DISPUTE_INITIATED', 'needs_response'],
  ['DISPUTE_WON', 'won'],
  ['DISPUTE_LOST', 'lost'],
]);

/**
 * How a dispute stands. The object's own status decides, since an event's name has been wrong elsewhere (funds reinstated on a lost dispute); the name
 * does where the status rules nothing and the name does, or where there is no status at all. A status nobody knows changes nothing.
 */
export function standing(eventType: string, status: string | null): Standing {
  const word = status?.toUpperCase() ?? null;
  const told = word === null ? null : statusOf(word);
  const named = NAMES.get(eventType);
  const decides = told === null || (isRuling(named) && !isRuling(told.status));
  if (named !== undefined && decides) {
    const stage = told?.stage === 'alert' ? 'alert' : 'chargeback';
    return { stage, status: named, providerStatus: eventType };
  }
  return { ...(told ?? { stage: 'other', status: 'other' }), providerStatus: status ?? eventType };
}

/** The prefix of a status that is new still tells that it belongs to the warning phase. */
function statusOf(word: string): Pick<Standing, 'stage' | 'status'> {
  return STATUSES.get(word) ?? { stage: word.startsWith('WARNING_') ? 'alert' : 'other', status: 'other' };
}

function isRuling(status: Status | undefined): boolean {
  return status === 'won' || status === 'lost' || status === 'closed';
}
