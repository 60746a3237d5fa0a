import { DAY, type Instant, minus } from '../domain/instant.ts';
import type { ProviderName } from '../domain/names.ts';
import type { ListKind } from '../domain/provider.ts';
import type { Queryable } from './database.ts';

/** Webhooks that were refused within one hour, for one reason. */
export interface RejectedWebhooks {
  readonly provider: ProviderName;
  /** A word from a closed set of ours, never anything a sender wrote. */
  readonly reason: string;
  /** The last one. */
  readonly at: Instant;
  readonly count: number;
}

/** How a provider's list was last read. */
export interface ListRead {
  readonly provider: ProviderName;
  readonly list: ListKind;
  /** When it was last read to its end. */
  readonly readAt: Instant | null;
  /** Why the last attempt failed; null when it did not. */
  readonly error: string | null;
}

/** Signs that webhooks and reconciliation still come in: kept to be looked at, and no record of anything. */
export interface Signs {
  heard(provider: ProviderName, at: Instant): Promise<void>;
  /** Adds to what was refused within the hour; forgets what is older than a week. */
  rejected(webhooks: RejectedWebhooks): Promise<void>;
  listRead(provider: ProviderName, list: ListKind, at: Instant): Promise<void>;
  /** @param error - one sentence free of personal data */
  listFailed(provider: ProviderName, list: ListKind, error: string): Promise<void>;

  /** The last genuine webhook of each provider. */
  lastHeard(): Promise<ReadonlyMap<ProviderName, Instant>>;
  listReads(): Promise<readonly ListRead[]>;
  /** Of the last week, newest hour first. */
  rejections(now: Instant): Promise<readonly RejectedWebhooks[]>;
}

/** More rows than this nobody looks through. */
const SHOWN = 200;

export function createSigns(on: Queryable): Signs {
  return {
    async heard(provider, at) {
      await on.query(
        `insert into webhooks_heard (provider, at) values ($1, $2)
         on conflict (provider) do update set at = greatest(webhooks_heard.at, excluded.at)`,
        [provider, at],
      );
    },

    async rejected({ provider, reason, at, count }) {
      await on.query(
        `insert into webhooks_rejected (provider, reason, hour, at, count)
         values ($1, $2, date_trunc('hour', $3::timestamptz, 'UTC'), $3, $4)
         on conflict (provider, reason, hour) do update
           set at = greatest(webhooks_rejected.at, excluded.at), count = webhooks_rejected.count + excluded.count`,
        [provider, reason, at, count],
      );
      await on.query('delete from webhooks_rejected where at < $1', [weekBefore(at)]);
    },

    async listRead(provider, list, at) {
      await on.query(
        `insert into lists_read (provider, list, read_at) values ($1, $2, $3)
         on conflict (provider, list) do update set read_at = excluded.read_at, error = null`,
        [provider, list, at],
      );
    },

    async listFailed(provider, list, error) {
      await on.query(
        `insert into lists_read (provider, list, error) values ($1, $2, $3)
         on conflict (provider, list) do update set error = excluded.error`,
        [provider, list, error],
      );
    },

    async lastHeard() {
      const rows = await on.query<{ provider: ProviderName; at: Date }>(
        'select provider, at from webhooks_heard',
      );
      return new Map(rows.map(({ provider, at }) => [provider, at.toISOString()]));
    },

    async listReads() {
      const rows = await on.query<Omit<ListRead, 'readAt'> & { read_at: Date | null }>(
        'select provider, list, read_at, error from lists_read order by provider, list',
      );
      return rows.map(({ read_at, ...row }) => ({ ...row, readAt: read_at?.toISOString() ?? null }));
    },

    async rejections(now) {
      const rows = await on.query<Omit<RejectedWebhooks, 'at'> & { at: Date }>(
        `select provider, reason, at, count from webhooks_rejected where at >= $1
         order by hour desc, at desc limit ${SHOWN}`,
        [weekBefore(now)],
      );
      return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
    },
  };
}

function weekBefore(at: Instant): Instant {
  return minus(at, 7 * DAY);
}
