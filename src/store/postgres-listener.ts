import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { type Millis, SECOND } from '../domain/instant.ts';
import type { ChannelListener } from './database.ts';

/** How often a quiet connection is tried: one whose other end is gone says nothing by itself. */
const TRIED_EVERY: Millis = 30 * SECOND;
const FIRST_WAIT: Millis = SECOND / 4;
const LONGEST_WAIT: Millis = 15 * SECOND;

/**
 * Passes on what is sent to a channel, over a connection of its own that is made anew whenever it breaks, until told to stop. Each time it is
 * connected the listener hears that something may have been missed: from then on nothing is.
 */
export async function listenAtPostgres(
  settings: ClientConfig,
  channel: string,
  listener: ChannelListener,
  stop: AbortSignal,
): Promise<void> {
  let wait = FIRST_WAIT;
  const connected = () => {
    wait = FIRST_WAIT;
    listener.missed();
  };
  while (!stop.aborted) {
    // Whatever broke it: the next connection tells what there is to tell.
    await connection(settings, channel, { ...listener, missed: connected }, stop).catch(() => undefined);
    await sleep(wait, undefined, { signal: stop }).catch(() => undefined);
    wait = Math.min(2 * wait, LONGEST_WAIT);
  }
}

/** One connection, from its beginning to its end. */
async function connection(
  settings: ClientConfig,
  channel: string,
  listener: ChannelListener,
  stop: AbortSignal,
): Promise<void> {
  const client = new Client(settings);
  const gone = new AbortController();
  const over = AbortSignal.any([stop, gone.signal]);
  client.on('end', () => gone.abort()).on('error', () => gone.abort());
  client.on('notification', ({ payload = '' }) => listener.heard(payload));
  try {
    await client.connect();
    await client.query(`listen ${client.escapeIdentifier(channel)}`);
    listener.missed();
    while (!over.aborted) {
      await sleep(TRIED_EVERY, undefined, { signal: over }).catch(() => undefined);
      if (!over.aborted) await client.query('select 1');
    }
  } finally {
    await client.end().catch(() => undefined);
  }
}
