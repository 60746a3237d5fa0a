import type { DatabaseSync } from 'node:sqlite';
import { createDocuments } from '../documents.ts';
import { createFaults } from '../faults/faults.ts';
import { createWebhookFaults } from '../faults/webhooks.ts';
import { createIds } from '../ids.ts';
import { createLedger } from '../ledger.ts';
import { createNotes } from '../notes.ts';
import { createOutbox } from '../webhooks/outbox.ts';
import { createSettings } from './settings.ts';
import type { WhopAccount } from './account.ts';
import type { WhopStandIn } from './whop.ts';

/**
 * Puts the stand-in for Whop together over an open database.
 *
 * @param origin - where the sandbox listens; asked for only once it does
 * @param idSeed - see {@link createIds}
 * @param faultSeed - see {@link createFaults}
 */
export function createWhop(
  { companyId, apiKey, webhookSecret }: WhopAccount,
  database: DatabaseSync,
  {
    origin,
    idSeed,
    faultSeed = null,
  }: {
    readonly origin: () => string;
    readonly idSeed: string | null;
    readonly faultSeed?: string | null;
  },
): WhopStandIn {
  const notes = createNotes(database);
  const ledger = createLedger(database);
  const outbox = createOutbox(database);
  const faults = createFaults(notes, faultSeed);
  return {
    account: { companyId, apiKey, webhookSecret },
    database,
    documents: createDocuments(database, 'whop'),
    ledger,
    outbox,
    faults,
    webhookFaults: createWebhookFaults({ faults, database, ledger, outbox }),
    settings: createSettings(notes),
    notes,
    newId: createIds(notes, idSeed),
    origin,
  };
}
