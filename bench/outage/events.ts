import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseView } from '../../src/api/schemas/case.ts';
import { SECOND, type Millis } from '../../src/domain/instant.ts';
import type { Webhook } from '../../src/sandbox/webhooks/outbox.ts';
import { sandboxControl } from '../../test/setup/sandbox-control.ts';
import type { Stage } from '../lives.ts';

/** A dispute on which its bank rules later. */
export interface Opened {
  /** The scenario's id at the sandbox. */
  readonly run: string;
  readonly caseId: string;
}

/** Of the two providers that help themselves: CCG's sandbox sends what was refused no second time, and has no list to look at. */
const SCENARIOS = { whop: 'dispute_lost', wepay: 'wepay_lost' } as const;

/** Opens a dispute. */
export async function openOne(
  { cluster }: Pick<Stage, 'cluster'>,
  provider: keyof typeof SCENARIOS,
): Promise<Opened> {
  const { scenario } = sandboxControl(cluster.sandbox.controlUrl);
  const { id: run, payment_id: paymentId } = await scenario(SCENARIOS[provider]);
  return { run, caseId: `${provider}:${paymentId}` };
}

/** Opens disputes of both providers, and waits until each has its case. */
export function openAwaited(stage: Stage, count: number): Promise<readonly Opened[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const opened = await openOne(stage, index % 2 === 0 ? 'whop' : 'wepay');
      await stage.cases.until(opened.caseId, 'open', isOpen);
      return opened;
    }),
  );
}

/** Has the bank rule on one after the other, evenly over a time. */
export async function ruleOnAll(
  { cluster }: Stage,
  awaited: readonly Opened[],
  lasting: Millis,
): Promise<void> {
  const { advance } = sandboxControl(cluster.sandbox.controlUrl);
  for (const { run } of awaited) {
    await advance(run);
    await sleep(lasting / awaited.length);
  }
}

/** The webhooks that got their 200, and those of them that stand in no time line. */
export interface Acknowledged {
  readonly all: number;
  readonly lost: readonly string[];
}

/** Compares what the sandbox was answered with the time lines of these cases, again and again until nothing is missing there. */
export async function acknowledgedOf(
  { cluster }: Stage,
  caseIds: readonly string[],
  within: Millis,
): Promise<Acknowledged> {
  const { control } = sandboxControl(cluster.sandbox.controlUrl);
  for (const deadline = performance.now() + within; ; await sleep(SECOND)) {
    const { data } = await control<{ data: readonly Webhook[] }>('GET', '/webhooks?state=delivered');
    const told = data.filter(({ type }) => /^disputes?\./.test(type));
    const known = new Set<string>();
    for (const caseId of caseIds) for (const event of await eventsOf(cluster, caseId)) known.add(event);
    const lost = told.filter(({ id }) => !known.has(id)).map(({ id, type }) => `${type} ${id}`);
    if (lost.length === 0 || performance.now() > deadline) return { all: told.length, lost };
  }
}

/** The provider's events in a case's time line, which is short enough for one page. */
async function eventsOf({ url, tokens }: Stage['cluster'], caseId: string): Promise<readonly string[]> {
  const path = `/api/v1/disputes/${encodeURIComponent(caseId)}/timeline?limit=100`;
  const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${tokens.viewer}` } });
  const text = await response.text();
  if (response.status === 404) return [];
  if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
  const { data }: { data: readonly { readonly data: { readonly event_id?: string } }[] } = JSON.parse(text);
  return data.flatMap((entry) => entry.data.event_id ?? []);
}

export function isOpen({ disputes: [dispute] }: CaseView): boolean {
  return dispute?.answerable === true;
}

export function isRuledOn({ disputes: [dispute] }: CaseView): boolean {
  return dispute?.ruling === 'lost';
}
