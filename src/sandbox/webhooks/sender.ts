import type { DatabaseSync } from 'node:sqlite';
import { instant, millis, SECOND, type Millis } from '../../domain/instant.ts';
import type { ProviderName } from '../../domain/names.ts';
import { inTransaction } from '../database.ts';
import type { WebhookFaults } from '../faults/webhooks.ts';
import type { Ledger } from '../ledger.ts';
import type { Outbox, Webhook } from './outbox.ts';

/** How one provider sends its webhooks. */
export interface Channel {
  readonly provider: ProviderName;
  /** Where to; null while no target is set: events wait then, their retries not begun. */
  target(): string | null;
  /** The headers of one attempt, signature included. */
  headers(event: Webhook, now: Millis): Record<string, string> | Promise<Record<string, string>>;
  /** Whether this HTTP status counts as received. */
  accepts(status: number): boolean;
  /** The waits after the first, second, … failed attempt; after the last one the event is given up. */
  readonly retryDelays: readonly Millis[];
}

/** Sends what is in the outbox, at least once. */
export interface Sender {
  /** Looks at the outbox now: something was added, or the target changed. */
  readonly wake: () => void;
  /** Stops sending. An attempt under way is broken off and stays due, for the next start. */
  close(): Promise<void>;
}

/** How long an attempt waits for its answer. */
const ATTEMPT_TIMEOUT: Millis = 15 * SECOND;

interface Parts {
  readonly database: DatabaseSync;
  readonly outbox: Outbox;
  readonly ledger: Ledger;
  readonly webhookFaults: WebhookFaults;
}

/** Attempts run side by side, as a real provider's do: the order in which events arrive is nobody's promise. */
export function startSender(channel: Channel, parts: Parts): Sender {
  const closing = new AbortController();
  const underWay = new Map<string, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;

  function wake(): void {
    clearTimeout(timer);
    const target = channel.target();
    if (closing.signal.aborted || target === null) return;
    for (const event of parts.outbox.due(channel.provider, Date.now())) {
      if (underWay.has(event.id)) continue;
      const attempt = deliver(event, target).finally(() => {
        underWay.delete(event.id);
        wake();
      });
      underWay.set(event.id, attempt);
    }
    const next = parts.outbox.nextDue(channel.provider);
    // What is due now is under way, and its end wakes us; a minimum wait keeps this from turning in circles until then.
    if (next !== null) timer = setTimeout(wake, Math.max(millis(next) - Date.now(), SECOND / 4));
  }

  async function deliver(event: Webhook, target: string): Promise<void> {
    const answer = await post(event, target, channel, closing.signal);
    if (!closing.signal.aborted) note(event, answer, channel, parts);
  }

  return {
    wake,
    async close() {
      closing.abort();
      clearTimeout(timer);
      await Promise.all(underWay.values());
    },
  };
}

/** Keeps what an attempt came to, and when the next one is due. */
function note(
  event: Webhook,
  answer: number | string,
  channel: Channel,
  { database, outbox, ledger, webhookFaults }: Parts,
): void {
  const delivered = typeof answer === 'number' && channel.accepts(answer);
  const wait = channel.retryDelays[event.attempts];
  const retryAt = delivered || wait === undefined ? null : instant(Date.now() + wait);
  inTransaction(database, () => {
    outbox.attempted(event.id, String(answer), { delivered, retryAt });
    ledger.effect({
      provider: channel.provider,
      name: 'webhook_sent',
      ids: [event.id, ...event.ids],
      detail: { type: event.type, attempt: event.attempts + 1, answer, delivered, retry_at: retryAt },
    });
    if (delivered) webhookFaults.delivered(event);
  });
}

/** One attempt. Answers with the HTTP status, or with why there was none. */
async function post(
  event: Webhook,
  target: string,
  channel: Channel,
  closing: AbortSignal,
): Promise<number | string> {
  try {
    const headers = await channel.headers(event, Date.now());
    const response = await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: event.body,
      redirect: 'manual',
      signal: AbortSignal.any([closing, AbortSignal.timeout(ATTEMPT_TIMEOUT)]),
    });
    await response.body?.cancel();
    return response.status;
  } catch (error) {
    const reason = error instanceof Error ? (error.cause ?? error) : error;
    return reason instanceof Error ? `${reason.name}: ${reason.message}` : 'no answer';
  }
}
