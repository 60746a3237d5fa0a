import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { instant, SECOND } from '../../src/domain/instant.ts';
import type { ProviderEvent } from '../../src/domain/provider.ts';
import type { WhopAccount } from '../../src/sandbox/whop/account.ts';
import { createWhopProvider } from '../../src/providers/whop/provider.ts';
import { inFlight, median, percentile, type Measured } from '../measure.ts';
import { row, type Row } from '../table.ts';
import { disputeWebhook } from './events.ts';
import { overHttp, withBareClient } from './senders.ts';

/** Where webhooks go in. */
export interface Bridges {
  /** One address of each API, the bridge's own without anything before it. */
  readonly apis: readonly [string, string];
  /** A client on the same Temporal server, in the same namespace, without a codec. */
  readonly client: Client;
  readonly account: WhopAccount;
  /** Processor time in seconds that each kind of process has taken so far. */
  spent(): Promise<Readonly<Record<string, number>>>;
}

export interface WebhookLoad {
  readonly rounds: number;
  /** Webhooks a round and way in. */
  readonly times: number;
  /** At most so many on their way at once. */
  readonly width: number;
}

/** A way for events to reach Temporal. */
type WayIn = (events: readonly Prepared[]) => Promise<Measured>;
type Prepared = { readonly webhook: ReturnType<typeof disputeWebhook>; readonly event: ProviderEvent };

/** Two APIs have to take all that the server gives a bare client. */
const AIM = { rate: 0.95, p50: 1.1, rateOfTwo: 1 };

/**
 * From a webhook to its durable answer, against Temporal's client doing the same signal-with-start. Nobody works on the cases meanwhile: what is measured
 * is the way in alone. Rounds of all ways alternate, so that a disturbance of the machine meets each of them.
 */
export async function benchWebhooks(bridges: Bridges, load: WebhookLoad): Promise<Row[]> {
  const known = Array.from({ length: KNOWN }, newPayment);
  const ways = waysIn(bridges, load.width);
  try {
    await ways.bare(await prepared(bridges, 'dispute.created', known));
    const fresh = await alternate(ways, load, bridges, 'dispute.created', newPayment);
    const again = await alternate(ways, load, bridges, 'dispute.updated', (index) => at(known, index));
    return [...rowsOf('new cases', fresh), ...rowsOf('known cases', again)];
  } finally {
    await ways.close();
  }
}

/** Cases that webhooks about known ones are spread over: a workflow takes 10,000 signals at most. */
const KNOWN = 200;

function waysIn({ apis, client }: Bridges, width: number) {
  const one = overHttp([apis[0]], width);
  const two = overHttp(apis, width);
  const through =
    (http: ReturnType<typeof overHttp>): WayIn =>
    (events) =>
      inFlight({ times: events.length, width }, (index) => http.send(at(events, index).webhook, index));
  const bare: WayIn = (events) =>
    inFlight({ times: events.length, width }, (index) => withBareClient(client, at(events, index).event));
  return {
    bare,
    one: through(one),
    two: through(two),
    async close(): Promise<void> {
      await one.close();
      await two.close();
    },
  };
}

type Way = 'bare' | 'one' | 'two';

interface Rounds extends Readonly<Record<Way, Measured[]>> {
  /** Processor time in milliseconds that one webhook took, by kind of process. */
  readonly cost: Readonly<Record<Way, Record<string, number>>>;
}

async function alternate(
  ways: Readonly<Record<Way, WayIn>>,
  { rounds: count, times }: WebhookLoad,
  bridges: Bridges,
  type: 'dispute.created' | 'dispute.updated',
  payment: (index: number) => string,
): Promise<Rounds> {
  const measured: Rounds = { bare: [], one: [], two: [], cost: { bare: {}, one: {}, two: {} } };
  for (let round = -1; round < count; round += 1) {
    for (const way of ['bare', 'one', 'two'] as const) {
      const payments = Array.from({ length: round < 0 ? times / 4 : times }, (_, index) => payment(index));
      const events = await prepared(bridges, type, payments);
      const before = await bridges.spent();
      const result = await ways[way](events);
      const after = await bridges.spent();
      // The round before the first warms up: connections, caches, compiled code.
      if (round < 0) continue;
      measured[way].push(result);
      const cost = measured.cost[way];
      for (const [kind, time] of Object.entries(after))
        cost[kind] = (cost[kind] ?? 0) + ((time - (before[kind] ?? 0)) * SECOND) / (count * times);
    }
  }
  return measured;
}

/** Signed and parsed before the clock runs: making them is the provider's work and the bench's own. */
async function prepared(
  { account }: Bridges,
  type: 'dispute.created' | 'dispute.updated',
  payments: readonly string[],
): Promise<Prepared[]> {
  const { apiKey, companyId, webhookSecret } = account;
  const whop = createWhopProvider({ apiKey, companyId, webhookSecrets: [webhookSecret] });
  return Promise.all(
    payments.map(async (payment) => {
      const webhook = disputeWebhook(account, type, payment);
      const { event } = await whop.readWebhook(
        Buffer.from(webhook.body),
        webhook.headers,
        instant(Date.now()),
      );
      if (event === null || !('reading' in event)) throw new Error('The bench signs no such event.');
      return { webhook, event };
    }),
  );
}

function rowsOf(what: string, { bare, one, two, cost }: Rounds): Row[] {
  return [
    row({
      what: `webhook to durable answer, ${what}: a second`,
      value: rateOf(one),
      against: rateOf(bare),
      aim: { atLeast: AIM.rate },
      raw: {
        bare: bare.map(figures),
        'through one API': one.map(figures),
        'processor ms a webhook, bare': inTenths(cost.bare),
        'processor ms a webhook, through one API': inTenths(cost.one),
      },
    }),
    row({
      what: `webhook to durable answer, ${what}: p50, ms`,
      value: tookOf(one, 0.5),
      against: tookOf(bare, 0.5),
      aim: { atMost: AIM.p50 },
    }),
    row({
      what: `webhook to durable answer, ${what}: p99, ms`,
      value: tookOf(one, 0.99),
      against: tookOf(bare, 0.99),
      aim: null,
    }),
    row({
      what: `the same through two APIs, ${what}: a second`,
      value: rateOf(two),
      against: rateOf(bare),
      aim: { atLeast: AIM.rateOfTwo },
      raw: { 'through two APIs': two.map(figures) },
    }),
  ];
}

function rateOf(rounds: readonly Measured[]): number {
  return median(rounds.map(({ rate }) => rate));
}

/** Of each round its own percentile, and the middle one of these. */
function tookOf(rounds: readonly Measured[], part: number): number {
  return median(rounds.map(({ took }) => percentile(took, part)));
}

/** A round in words: how many a second, and the percentiles of how long each took. */
function figures({ rate, took }: Measured): string {
  const ms = (part: number): string => percentile(took, part).toFixed(0);
  return `${rate.toFixed(0)} a second, p50 ${ms(0.5)} ms, p99 ${ms(0.99)} ms`;
}

function inTenths(cost: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(cost).map(([kind, ms]) => [kind, Math.round(ms * 10) / 10]));
}

function newPayment(): string {
  return `pay_${randomUUID()}`;
}

function at<T>(list: readonly T[], index: number): T {
  const found = list[index % list.length];
  if (found === undefined) throw new Error('The list is empty.');
  return found;
}
