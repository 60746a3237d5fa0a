import type { DatabaseSync } from 'node:sqlite';
import { createFaults, type Faults } from './faults/faults.ts';
import { createWebhookFaults, type WebhookFaults } from './faults/webhooks.ts';
import { createIds, type NewId, type NewUuid } from './ids.ts';
import { createLedger, type Ledger } from './ledger.ts';
import { createNotes, type Notes } from './notes.ts';
import { createOutbox, type Outbox, type Webhook } from './webhooks/outbox.ts';

/** What the stand-ins of all providers share. */
export interface Parts {
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly faults: Faults;
  readonly webhookFaults: WebhookFaults;
  readonly notes: Notes;
  readonly newId: NewId;
  readonly newUuid: NewUuid;
  /** `http://host:port`, where the sandbox listens; asked for only once it does. */
  readonly origin: () => string;
}

/**
 * @param idSeed - see {@link createIds}
 * @param faultSeed - see {@link createFaults}
 */
export function createParts(
  database: DatabaseSync,
  {
    origin,
    idSeed = null,
    faultSeed = null,
  }: {
    readonly origin: () => string;
    readonly idSeed?: string | null;
    readonly faultSeed?: string | null;
  },
): Parts {
  const notes = createNotes(database);
  const ledger = createLedger(database);
  const outbox = createOutbox(database);
  const faults = createFaults(notes, faultSeed);
  return {
    database,
    ledger,
    outbox,
    faults,
    webhookFaults: createWebhookFaults({ faults, database, ledger, outbox }),
    notes,
    ...createIds(notes, idSeed),
    origin,
  };
}

/**
 * Puts an event in the outbox, where faults decide over it.
 *
 * @param paused - it is lost instead, as the provider's switch says
 */
export function putInOutbox(
  { outbox, webhookFaults, ledger }: Parts,
  event: Pick<Webhook, 'id' | 'provider' | 'type' | 'ids' | 'body'>,
  paused: boolean,
): void {
  outbox.add(event, paused ? null : webhookFaults.fateOf(event));
  if (!paused) return;
  const { id, provider, type, ids } = event;
  ledger.effect({ provider, name: 'webhook_dropped', ids: [id, ...ids], detail: { type } });
}
