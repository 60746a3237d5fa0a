import type { Logger } from 'pino';
import { type Millis, SECOND } from '../domain/instant.ts';
import { caseIdFor } from '../domain/names.ts';
import type { ProviderEvent } from '../domain/provider.ts';
import type { TextRef } from '../domain/text.ts';
import type { RefundEvent } from '../domain/refund.ts';
import type { WebhookDelivery } from '../providers/provider.ts';
import { keepTexts } from '../store/named-texts.ts';
import type { Store } from '../store/store.ts';
import { within } from './deadline.ts';

/** About half of what the bridge has in all, so that the rest is enough for Temporal. */
const DEADLINE: Millis = 2.5 * SECOND;

type Event = ProviderEvent | RefundEvent;

/** Where the words of a webhook go. */
interface Keeping {
  readonly store: Pick<Store, 'putTexts' | 'erasures'>;
  readonly log: Logger;
}

/**
 * Puts the evidence a webhook brought into its event: its words into the store, references to them into the event, which goes through Temporal and
 * carries no personal data. When the store does not take them in time the event goes on without: an event that is lost is worse than a draft that
 * has to be typed. It goes by another id then, or the same webhook sent again would be a duplicate, and its evidence lost for good.
 */
export async function withEvidence(
  event: Event,
  evidence: WebhookDelivery['evidence'],
  { store, log }: Keeping,
): Promise<Event> {
  if (evidence === undefined || !('reading' in event) || event.reading.kind !== 'dispute') return event;
  try {
    const kept = keptUnlessErased(event, evidence.texts, store);
    const fields = await within(DEADLINE, kept, () => new Error('the store took too long'));
    if (fields === null) return event;
    const held = { fields, files: evidence.files };
    return { ...event, reading: { kind: 'dispute', dispute: { ...event.reading.dispute, evidence: held } } };
  } catch (error) {
    const why = error instanceof Error ? error.message : typeof error;
    log.error(
      { provider: event.provider, event: event.id, why },
      'the evidence a webhook brought was not kept: the event goes on without it',
    );
    return { ...event, id: `${event.id}.bare` };
  }
}

/** Null where the customer's data was erased: a late webhook does not bring it back. Whether a dispute came alive again is seen by its case. */
async function keptUnlessErased(
  event: ProviderEvent,
  texts: Readonly<Record<string, string>>,
  store: Keeping['store'],
): Promise<Record<string, TextRef> | null> {
  const caseId = caseIdFor(event);
  const erased = await store.erasures.disputesOf(caseId);
  return erased.has(event.object.id) ? null : await keepTexts(store, caseId, texts);
}
