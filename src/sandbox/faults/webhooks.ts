import type { DatabaseSync } from 'node:sqlite';
import { instant, type Instant } from '../../domain/instant.ts';
import type { Ledger } from '../ledger.ts';
import type { Outbox, Webhook } from '../webhooks/outbox.ts';
import type { Faults } from './faults.ts';
import { WebhookFault, type FaultRule } from './rule.ts';

/** What is still to be done to a webhook that was duplicated or held back. */
export const WEBHOOK_FAULT_SCHEMA = `
  CREATE TABLE IF NOT EXISTS webhook_faults (
    webhook_id TEXT PRIMARY KEY,
    fault TEXT NOT NULL,
    after_ms INTEGER NOT NULL
  ) STRICT;`;

/** Makes the faults that befall webhooks, decided as each is put in the outbox, and so as lasting as the outbox itself. */
export interface WebhookFaults {
  /** Decides over a new event: when it is to be sent, or null for never. */
  fateOf(event: Pick<Webhook, 'id' | 'provider' | 'type' | 'ids'>): Instant | null;
  /** To be told of every event that was taken: it may have to be sent once more, and others waited for it. */
  delivered(event: Webhook): void;
}

interface Parts {
  readonly faults: Faults;
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly outbox: Outbox;
}

export function createWebhookFaults({ faults, database, ledger, outbox }: Parts): WebhookFaults {
  const insert = database.prepare(
    'INSERT INTO webhook_faults (webhook_id, fault, after_ms) VALUES (?, ?, ?)',
  );
  const settle = database.prepare(
    'DELETE FROM webhook_faults WHERE webhook_id = ? RETURNING fault, after_ms',
  );
  const overtaken = database.prepare(`
    DELETE FROM webhook_faults WHERE fault = 'reorder' AND webhook_id IN (
      SELECT held.id FROM webhooks AS held, webhooks AS taken
      WHERE taken.id = ? AND held.seq < taken.seq AND EXISTS (
        SELECT 1 FROM json_each(held.ids) AS one, json_each(taken.ids) AS other WHERE one.value = other.value))
    RETURNING webhook_id`);

  return {
    fateOf({ id, provider, type, ids }) {
      const rule = faults.strike({ provider, route: type, ids }, isWebhookFault);
      const now = Date.now();
      if (rule === null) return instant(now);
      const wait = rule.fault === 'drop' ? 0 : rule.after_ms;
      const detail = { rule: rule.id, time: rule.struck, route: type, after_ms: wait };
      ledger.fault({ provider, name: rule.fault, ids: [id, ...ids], detail });
      if (rule.fault === 'drop') return null;
      if (rule.fault !== 'late') insert.run(id, rule.fault, wait);
      return instant(rule.fault === 'duplicate' ? now : now + wait);
    },
    delivered({ id }) {
      const own = settle.get(id);
      if (own?.['fault'] === 'duplicate') outbox.again(id, instant(Date.now() + Number(own['after_ms'])));
      for (const row of overtaken.all(id)) outbox.again(String(row['webhook_id']), instant(Date.now()));
    },
  };
}

function isWebhookFault(rule: FaultRule): rule is WebhookFault {
  return WebhookFault.options.some(({ shape }) => shape.fault.value === rule.fault);
}
