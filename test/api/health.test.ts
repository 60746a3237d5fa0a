import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { healthProblems } from '../../src/api/health-problems.ts';
import type { HealthFacts } from '../../src/api/health-facts.ts';
import type { Attention } from '../../src/domain/case.ts';
import { DAY, HOUR, instant, MINUTE } from '../../src/domain/instant.ts';
import type { HealthView } from '../../src/api/schemas/health.ts';
import type { TroubledWorkflow } from '../../src/temporal/gateway.ts';
import { signedHeaders, whopDispute } from '../providers/whop/samples.ts';
import { aCase, NOON } from '../store/a-case.ts';
import { aRefund } from '../store/a-refund.ts';
import { ADMIN_OF_1, ADMIN_OF_2, openApi, type TestApi, VIEWER } from './an-api.ts';

const NOW = Date.now();
const SOON = instant(NOW + HOUR);

let api: TestApi;
beforeAll(async () => {
  api = await openApi({ temporalUiUrl: 'http://temporal.test' });
  api.gateway.troubles = [TROUBLED];
  const biz1 = { merchantId: 'biz_1' };
  await api.keep(aCase('soon', { respondBy: SOON }, biz1));
  await api.keep(aCase('overdue', { respondBy: instant(NOW - HOUR) }, { merchantId: 'biz_2' }));
  const attention = { reason: 'Whop refuses it.', since: NOON, settleable: false, before: null, after: null };
  await api.store.recordRefund(aRefund('order-3', { merchantId: 'biz_3', attention }));
  await api.keep(aCase('stuck', {}, { ...biz1, attention: [UNREADABLE] }));
});
afterAll(() => api.close());

const UNREADABLE: Attention = {
  kind: 'provider_unreadable',
  disputeId: null,
  reason: 'Whop does not answer.',
  since: NOON,
};

const TROUBLED: TroubledWorkflow = {
  workflowId: 'dispute:whop:pay_9',
  caseId: 'whop:pay_9',
  merchantId: 'biz_2',
  what: 'Its workflow failed before it was done.',
  since: NOON,
};

async function read(token = VIEWER, from = api) {
  const { status, json } = await from.send('GET', '/api/v1/health', { token });
  expect(status).toBe(200);
  return json;
}

function turnedAway({ providers }: HealthView) {
  return providers.flatMap(({ provider, rejected }) =>
    rejected.map(({ reason, count }) => [provider, reason, count]),
  );
}

function about({ problems }: HealthView, words: string) {
  return problems.filter(({ message }) => message.startsWith(words));
}

describe('what is at risk', () => {
  test('deadlines come with what happens by itself, and what fails', async () => {
    const { due_within_24h, failing, problems, ok } = await read(ADMIN_OF_1);
    expect(due_within_24h).toMatchObject([
      {
        case_id: 'whop:soon',
        respond_by: SOON,
        overdue: false,
        decided: false,
        outlook: { act: 'escalates' },
      },
    ]);
    expect(failing).toEqual([
      {
        case_id: 'whop:stuck',
        refund_id: null,
        workflow_id: 'dispute:whop:stuck',
        what: 'Whop does not answer.',
        since: NOON,
        // Temporal's pages show every merchant's workflows.
        temporal_url: null,
      },
    ]);
    expect([ok, problems.map(({ severity }: { severity: string }) => severity)]).toEqual([
      false,
      ['error', 'warning'],
    ]);
  });

  test('whoever sees all merchants sees all that fails, in cases and in Temporal, and where to look', async () => {
    const { failing } = await read();
    expect(failing.map(({ case_id }: { case_id: string }) => case_id)).toEqual([
      'whop:stuck',
      null,
      'whop:pay_9',
    ]);
    expect(failing[1]).toEqual({
      case_id: null,
      refund_id: 'whop:pay_1:order-3',
      workflow_id: 'refund:whop:pay_1:order-3',
      what: 'Whop refuses it.',
      since: NOON,
      temporal_url: 'http://temporal.test/namespaces/default/workflows/refund%3Awhop%3Apay_1%3Aorder-3',
    });
  });

  test('merchants see what is theirs, an overdue dispute too', async () => {
    const { due_within_24h, failing, problems } = await read(ADMIN_OF_2);
    expect(due_within_24h).toMatchObject([{ case_id: 'whop:overdue', overdue: true }]);
    expect(failing).toMatchObject([{ case_id: 'whop:pay_9', since: NOON }]);
    expect(problems).toEqual([
      { severity: 'error', message: 'Cases or refunds that cannot get on: 1.' },
      { severity: 'error', message: 'Disputes past their deadline that nobody has decided about: 1.' },
    ]);
  });
});

describe('webhooks', () => {
  test('the last one taken in is told, and why others were turned away, to those who see every merchant', async () => {
    const body = JSON.stringify({ type: 'dispute.created', data: whopDispute() });
    await api.send('POST', '/webhooks/whop', { body, token: null });
    await api.send('POST', '/webhooks/whop', { body, token: null });
    await api.send('POST', '/webhooks/ccg', { body, token: null });
    await api.send('POST', '/webhooks/elsewhere', { body, token: null });
    await expect
      .poll(async () => turnedAway(await read()), { timeout: 30_000 })
      .toEqual([
        ['whop', 'bad_signature', 2],
        ['ccg', 'not_set_up', 1],
      ]);
    const why = 'their signature is bad, stale or missing, so check the webhook secret and the clock';
    expect(about(await read(), 'Webhooks')).toEqual([
      {
        severity: 'warning',
        message: `Webhooks of Whop are turned away, and none was taken in since: ${why}.`,
      },
      { severity: 'warning', message: 'Webhooks of CCG come in, and CCG is not set up here.' },
    ]);
    expect(turnedAway(await read(ADMIN_OF_1))).toEqual([]);
    expect(about(await read(ADMIN_OF_1), 'Webhooks')).toEqual([]);

    await api.send('POST', '/webhooks/whop', { body, token: null, headers: signedHeaders(body) });
    await expect.poll(async () => about(await read(), 'Webhooks of Whop'), { timeout: 30_000 }).toEqual([]);
    const [whop] = (await read()).providers;
    expect(whop).toMatchObject({ provider: 'whop', label: 'Whop', set_up: true });
    expect(whop.last_webhook_at).toMatch(/Z$/);
  });
});

describe('comparisons', () => {
  const at = instant(NOW - MINUTE);

  test('a provider counts as compared when all its lists were read, since the one that was read least lately', async () => {
    const { signs } = api.store;
    await signs.listRead('whop', 'dispute', instant(NOW));
    expect((await read()).providers[0].last_reconcile_at).toBeNull();
    await signs.listRead('whop', 'alert', at);
    await signs.listFailed('whop', 'dispute', 'Whop refused.');
    expect((await read()).providers[0]).toMatchObject({
      last_reconcile_at: at,
      reconcile_error: 'Whop refused.',
    });
  });

  test('whoever is bound to some merchants is told that it failed, and not of which dispute', async () => {
    await api.store.signs.listFailed('whop', 'dispute', 'Dispute dp_9 could not be read.');
    const answer = await read(ADMIN_OF_1);
    expect(answer.providers[0].reconcile_error).toContain('could not be read');
    expect(JSON.stringify(answer)).not.toContain('dp_9');
  });
});

test('what is out of reach is said, and fails nothing', async () => {
  const other = await openApi();
  try {
    await other.store.close();
    other.gateway.failure = new Error('down');
    const { ok, temporal, worker, store, problems } = await read(VIEWER, other);
    expect({ ok, temporal, worker, store }).toEqual({
      ok: false,
      temporal: false,
      worker: false,
      store: false,
    });
    expect(problems).toHaveLength(2);
  } finally {
    await other.close();
  }
});

test('where Temporal does not tell what fails, that is said', async () => {
  const other = await openApi();
  try {
    other.gateway.troubled = () => Promise.reject(new Error('not now'));
    const { ok, failing, failing_known, problems } = await read(VIEWER, other);
    expect({ ok, failing, failing_known }).toEqual({ ok: true, failing: [], failing_known: false });
    expect(problems).toMatchObject([
      { severity: 'warning', message: expect.stringContaining('cannot be told') },
    ]);
  } finally {
    await other.close();
  }
});

describe('problems', () => {
  const whop: HealthFacts['providers'][number] = {
    provider: 'whop',
    label: 'Whop',
    set_up: true,
    lists: true,
    last_webhook_at: null,
    last_reconcile_at: null,
    reconcile_error: null,
    rejected: [],
  };
  const fine: HealthFacts = {
    temporal: true,
    worker: true,
    store: true,
    providers: [whop],
    failing: [],
    failingKnown: true,
    due: [],
    undecided: { overdue: 0, soon: 0 },
    deliveries: { waiting: 3, dead: 3, diedLately: 0 },
    listsBehind: false,
  };
  const now = instant(NOW);
  const ago = (ms: number) => instant(NOW - ms);

  function said(facts: Partial<HealthFacts>, upSince = ago(DAY)) {
    return healthProblems({ ...fine, ...facts }, now, upSince).map(({ message }) => message);
  }

  test('workers of a version that has the work are named when they are missing', () => {
    expect(said({ worker: false, version: 'v2' })[0]).toMatch(/^No worker of version v2 runs/);
    expect(said({ worker: false, version: null })[0]).toMatch(/^No worker runs:/);
  });

  test('there are none while everything is well, nor in the first minutes', () => {
    expect(said({ providers: [{ ...whop, last_reconcile_at: ago(19 * MINUTE) }] })).toEqual([]);
    expect(said({}, ago(19 * MINUTE))).toEqual([]);
    expect(said({ providers: [{ ...whop, last_reconcile_at: ago(DAY) }] }, ago(MINUTE))).toEqual([]);
  });

  test('one that was not compared for too long is one, where it can be and is set up', () => {
    const late = { ...whop, last_reconcile_at: ago(2 * HOUR), reconcile_error: 'Whop refused.' };
    expect(said({ providers: [late] })).toEqual([
      'Whop was not compared with the cases for 2 hours: webhooks that got lost are not found. Whop refused.',
    ]);
    expect(said({ providers: [{ ...late, set_up: false }] })).toEqual([]);
    expect(said({ providers: [{ ...late, lists: false }] })).toEqual([]);
  });

  test('webhooks that were turned away are none after an hour, or once one was taken in', () => {
    const refused = [{ at: ago(30 * MINUTE), reason: 'bad_format', count: 1 }];
    const reconciled = { ...whop, last_reconcile_at: now, rejected: refused };
    expect(said({ providers: [reconciled] })).toHaveLength(1);
    expect(said({ providers: [{ ...reconciled, last_webhook_at: ago(MINUTE) }] })).toEqual([]);
    const old = [{ at: ago(HOUR), reason: 'bad_format', count: 1 }];
    expect(said({ providers: [{ ...reconciled, rejected: old }] })).toEqual([]);
  });

  test('what anybody can send is only a warning, until it is several and nothing else comes', () => {
    const reconciled = { ...whop, last_reconcile_at: now };
    const severities = (...rejected: readonly [reason: string, count: number][]) => {
      const refused = rejected.map(([reason, count]) => ({ at: ago(MINUTE), reason, count }));
      const facts = { ...fine, providers: [{ ...reconciled, rejected: refused }] };
      return healthProblems(facts, now, ago(DAY)).map(({ severity }) => severity);
    };
    expect(severities(['bad_signature', 4])).toEqual(['warning']);
    expect(severities(['bad_signature', 3], ['too_large', 2])).toEqual(['error']);
    expect(severities(['bad_signature', 1], ['temporal_unavailable', 1])).toEqual(['error']);
    expect(severities(['not_set_up', 9])).toEqual([]);
  });

  test('lists that are made anew just now are, for as long as they are', () => {
    const providers = [{ ...whop, last_reconcile_at: now }];
    expect(said({ providers, listsBehind: true })).toEqual([expect.stringContaining('may be missing')]);
  });

  test('a missing worker and messages given up lately are', () => {
    const recent = [{ ...whop, last_reconcile_at: now }];
    expect(said({ providers: recent, worker: false })[0]).toContain('No worker runs');
    const deliveries = { waiting: 0, dead: 9, diedLately: 2 };
    expect(said({ providers: recent, deliveries })[0]).toContain('given up since yesterday: 2.');
  });
});
