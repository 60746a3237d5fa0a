import type { DatabaseSync } from 'node:sqlite';
import { instant, type Instant, type Millis } from '../../domain/instant.ts';
import type { ProviderName } from '../../domain/names.ts';

/**
 * One event on its way to the merchant. `pending` until it is `delivered` or, the last retry spent, `failed`; `dropped` when webhooks were
 * paused as it happened, or a fault took it: such an event is lost unless somebody sends it again by hand.
 */
export interface Webhook {
  /** The provider's id of the event, the receiver's key against duplicates. */
  readonly id: string;
  readonly provider: ProviderName;
  readonly type: string;
  /** The objects it speaks of. */
  readonly ids: readonly string[];
  /** The exact bytes that are signed and sent, every time. */
  readonly body: string;
  readonly created_at: Instant;
  readonly state: 'pending' | 'delivered' | 'failed' | 'dropped';
  readonly attempts: number;
  readonly next_attempt_at: Instant | null;
  /** What the last attempt came to: an HTTP status, or why there was none. */
  readonly last_answer: string | null;
}

/** Events waiting to be sent, and all that ever were. */
export interface Outbox {
  /** @param sendAt - null drops it */
  add(event: Pick<Webhook, 'id' | 'provider' | 'type' | 'ids' | 'body'>, sendAt: Instant | null): void;
  get(id: string): Webhook | null;
  /** Oldest first. */
  list(filter?: {
    readonly id?: string | undefined;
    readonly state?: string | undefined;
  }): readonly Webhook[];
  /** Those of one provider whose time has come. */
  due(provider: ProviderName, now: Millis): readonly Webhook[];
  /** When the next one of this provider is due; null when none is waiting. */
  nextDue(provider: ProviderName): Instant | null;
  /** Notes an attempt: `retryAt` null ends it, as delivered or failed. */
  attempted(id: string, answer: string, outcome: { delivered: boolean; retryAt: Instant | null }): void;
  /** Lets it be sent afresh, with all its retries. */
  again(id: string, sendAt: Instant): void;
}

const SELECT = `
  SELECT json_object(
    'id', id, 'provider', provider, 'type', type, 'ids', json(ids), 'body', body, 'created_at', created_at,
    'state', state, 'attempts', attempts, 'next_attempt_at', next_attempt_at, 'last_answer', last_answer
  ) AS webhook FROM webhooks`;

export function createOutbox(database: DatabaseSync): Outbox {
  const insert = database.prepare(
    `INSERT INTO webhooks (id, provider, type, ids, body, created_at, state, next_attempt_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const one = database.prepare(`${SELECT} WHERE id = ?`);
  const select = database.prepare(`
    ${SELECT}
    WHERE (:state IS NULL OR state = :state)
      AND (:id IS NULL OR id = :id OR EXISTS (SELECT 1 FROM json_each(ids) WHERE value = :id))
    ORDER BY seq`);
  const due = database.prepare(
    `${SELECT} WHERE state = 'pending' AND provider = ? AND next_attempt_at <= ? ORDER BY next_attempt_at, seq`,
  );
  const next = database.prepare(
    `SELECT min(next_attempt_at) AS at FROM webhooks WHERE state = 'pending' AND provider = ?`,
  );
  const attempted = database.prepare(
    'UPDATE webhooks SET state = ?, attempts = attempts + 1, next_attempt_at = ?, last_answer = ? WHERE id = ?',
  );
  const again = database.prepare(
    `UPDATE webhooks SET state = 'pending', attempts = 0, next_attempt_at = ? WHERE id = ?`,
  );
  return {
    add({ id, provider, type, ids, body }, sendAt) {
      const state = sendAt === null ? 'dropped' : 'pending';
      insert.run(id, provider, type, JSON.stringify(ids), body, instant(Date.now()), state, sendAt);
    },
    get(id) {
      const row = one.get(id);
      return row === undefined ? null : toWebhook(row);
    },
    list: ({ id, state } = {}) => select.all({ id: id ?? null, state: state ?? null }).map(toWebhook),
    due: (provider, now) => due.all(provider, instant(now)).map(toWebhook),
    nextDue(provider) {
      const at = next.get(provider)?.['at'];
      return typeof at === 'string' ? at : null;
    },
    attempted(id, answer, { delivered, retryAt }) {
      const state = delivered ? 'delivered' : retryAt === null ? 'failed' : 'pending';
      attempted.run(state, retryAt, answer, id);
    },
    again: (id, sendAt) => void again.run(sendAt, id),
  };
}

function toWebhook(row: Record<string, unknown>): Webhook {
  return JSON.parse(String(row['webhook']));
}
