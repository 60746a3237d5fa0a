import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NativeConnection } from '@temporalio/worker';
import { pino } from 'pino';
import { expect, inject, test } from 'vitest';
import { DAY, instant, minus } from '../../src/domain/instant.ts';
import { caseIdFor } from '../../src/domain/names.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { ProviderEvent } from '../../src/domain/provider.ts';
import type { RefundEvent } from '../../src/domain/refund.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { createProviders } from '../../src/providers/registry.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/server.ts';
import { createCaseGateway } from '../../src/temporal/case-gateway.ts';
import { createRecourseWorker, prepareTemporalSdk } from '../../src/worker.ts';
import { workflowBundle } from '../../src/workflow-bundle.ts';
import { freshNamespace } from '../setup/namespace.ts';
import { sandboxControl } from '../setup/sandbox-control.ts';
import { openTemporaryStore } from '../setup/store.ts';

/** Cases that all want to be read at once: more than WePay answers in ten seconds. */
const CASES = 44;

const log = pino({ level: 'silent' });
prepareTemporalSdk(log);

test("two workers with many cases to read at once stay within WePay's limit, and an answer does not wait for the reads before it", async () => {
  await using stack = new AsyncDisposableStack();
  const sandbox = await startSandbox({ host: '127.0.0.1', port: 0, dataDir: null, demo: false });
  stack.defer(() => sandbox.close());
  const gateway = await startTwoWorkers(sandbox, stack);
  const events = await openedAt(sandbox);
  const [first, ...others] = events;
  if (first === undefined) throw new Error('nothing was opened');

  await gateway.deliver(first);
  await until(() => readsOf(sandbox).length > 0);
  await Promise.all(others.map((event) => gateway.deliver(event)));
  await until(() => readsOf(sandbox).length > 4);
  await gateway.decide(caseIdFor(first), {
    decision: 'concede',
    confirm: 'concede',
    by: { type: 'person', id: 'ada', via: 'api' },
  });
  await until(() => new Set(readsOf(sandbox).flatMap(({ ids }) => ids)).size === CASES);

  const conceded = sandbox.ledger.entries({ kind: 'effect', name: 'conceded' });
  expect(conceded).toHaveLength(1);
  const after = readsOf(sandbox).filter(({ seq }) => seq > (conceded[0]?.seq ?? Infinity));
  expect(after.length, 'most reads that waited before the concession came after it').toBeGreaterThan(
    CASES / 2,
  );
  const answers = sandbox.ledger.entries({ kind: 'call', limit: 1000 }).map(({ detail }) => detail['status']);
  expect(answers).not.toContain(429);
});

/** The only worker of a process each, with clients of its own: what they share is Temporal and the store. */
async function startTwoWorkers({ settings }: Sandbox, stack: AsyncDisposableStack) {
  const { namespace, connection, client } = await freshNamespace();
  stack.defer(() => connection.close());
  const store = await openTemporaryStore();
  stack.defer(() => store.close());
  const gateway = createCaseGateway(client);
  const bundle = await workflowBundle(join(homedir(), '.cache', 'recourse'), log);
  for (let count = 0; count < 2; count += 1) {
    const native = await NativeConnection.connect({ address: inject('temporalAddress') });
    stack.defer(() => native.close());
    const worker = await createRecourseWorker({
      connection: native,
      namespace,
      payloadCodecs: [],
      workflowBundle: bundle,
      ports: {
        store,
        providers: createProviders(settings),
        policy: BUILT_IN_POLICY,
        subscriptions: [],
        toTemporal: gateway,
      },
    });
    const running = worker.run();
    stack.defer(async () => {
      worker.shutdown();
      await running;
    });
  }
  return gateway;
}

/** Opens the disputes at the sandbox; answers with what their webhooks would have said. */
async function openedAt({ controlUrl, settings }: Sandbox): Promise<readonly ProviderEvent[]> {
  const { scenario } = sandboxControl(controlUrl);
  for (let count = 0; count < CASES; count += 1) await scenario('wepay_concede');
  const wepay = createProviders(settings).get('wepay');
  if (wepay === undefined) throw new Error('WePay is not set up');
  return (await allNotified(wepay)).filter(isDisputeCreated);
}

async function allNotified(wepay: Provider): Promise<readonly (ProviderEvent | RefundEvent)[]> {
  const since = minus(instant(Date.now()), DAY);
  const events: (ProviderEvent | RefundEvent)[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Provider['listNotifications']>> = await wepay.listNotifications(
      { since, cursor },
      AbortSignal.timeout(10_000),
    );
    events.push(...page.entries);
    cursor = page.next;
  } while (cursor !== null);
  return events;
}

function isDisputeCreated(event: ProviderEvent | RefundEvent): event is ProviderEvent {
  return event.type === 'disputes.created';
}

function readsOf({ ledger }: Sandbox) {
  return ledger.entries({ kind: 'call', name: 'disputes.retrieve', limit: 1000 });
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 90_000; !holds(); await sleep(50)) {
    if (Date.now() > end) throw new Error('it did not come to that');
  }
}
