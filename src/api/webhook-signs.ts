import type { Logger } from 'pino';
import { type Instant, instant, type Millis, SECOND } from '../domain/instant.ts';
import type { ProviderName } from '../domain/names.ts';
import type { RejectedWebhooks, Signs } from '../store/signs.ts';

/** Gathered so long before it is written: however many webhooks come in, the store is asked a few times a second at most. */
const GATHERED: Millis = SECOND;

/** Keeps, for the health page, when webhooks came in and why they were refused. Nothing of a webhook itself is kept, and none waits for it. */
export interface WebhookSigns {
  accepted(provider: ProviderName): void;
  /** @param reason - a word of ours, from a closed set */
  rejected(provider: ProviderName, reason: string): void;
}

/** What could not be written is forgotten: the webhooks themselves are safe elsewhere. */
export function webhookSigns(signs: Signs, log: Logger): WebhookSigns {
  let heard = new Map<ProviderName, Instant>();
  let rejections = new Map<string, RejectedWebhooks>();
  let timer: NodeJS.Timeout | null = null;

  function writeSoon(): void {
    timer ??= setTimeout(() => {
      timer = null;
      write().catch((error: unknown) => log.debug({ err: error }, 'when webhooks came in was not kept'));
    }, GATHERED).unref();
  }

  async function write(): Promise<void> {
    const [seen, refused] = [heard, rejections];
    heard = new Map();
    rejections = new Map();
    for (const [provider, at] of seen) await signs.heard(provider, at);
    for (const rejection of refused.values()) await signs.rejected(rejection);
  }

  return {
    accepted(provider) {
      heard.set(provider, instant(Date.now()));
      writeSoon();
    },
    rejected(provider, reason) {
      const key = `${provider} ${reason}`;
      const count = (rejections.get(key)?.count ?? 0) + 1;
      rejections.set(key, { provider, reason, at: instant(Date.now()), count });
      writeSoon();
    },
  };
}
