import type { DatabaseSync } from 'node:sqlite';
import { createDocuments } from '../documents.ts';
import { createIds } from '../ids.ts';
import { createLedger } from '../ledger.ts';
import { createNotes } from '../notes.ts';
import { createOutbox } from '../webhooks/outbox.ts';
import { createSettings } from './settings.ts';
import type { WhopAccount, WhopStandIn } from './whop.ts';

/**
 * Puts the stand-in for Whop together over an open database.
 *
 * @param origin - where the sandbox listens; asked for only once it does
 * @param idSeed - see {@link createIds}
 */
export function createWhop(
  { companyId, apiKey, webhookSecret }: WhopAccount,
  database: DatabaseSync,
  { origin, idSeed }: { readonly origin: () => string; readonly idSeed: string | null },
): WhopStandIn {
  const notes = createNotes(database);
  return {
    account: { companyId, apiKey, webhookSecret },
    database,
    documents: createDocuments(database, 'whop'),
    ledger: createLedger(database),
    outbox: createOutbox(database),
    settings: createSettings(notes),
    notes,
    newId: createIds(notes, idSeed),
    origin,
  };
}
