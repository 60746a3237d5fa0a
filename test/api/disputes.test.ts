import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CaseFile } from '../../src/domain/case-file.ts';
import type { CaseState, Dispute } from '../../src/domain/case.ts';
import { openAlert, openDispute } from '../../src/domain/opening.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { WHOP_CAPABILITIES } from '../../src/providers/whop/capabilities.ts';
import { NOON, aCase, anEntry } from '../store/a-case.ts';
import { anExternalRefund } from '../store/a-refund.ts';
import { ADMIN_OF_1, ADMIN_OF_2, type TestApi, openApi } from './an-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi({ temporalUiUrl: 'http://127.0.0.1:8233/', temporalNamespace: 'disputes' });
});
afterAll(() => api.close());

/** The case with its only dispute changed. */
function withDispute(state: CaseState, changes: Partial<Dispute>): CaseState {
  return { ...state, disputes: state.disputes.map((dispute) => ({ ...dispute, ...changes })) };
}

describe('one case', () => {
  test('is shown as the contract writes it, every field there and unknown ones null', async () => {
    const state = aCase('pay_1');
    const [notes] = await api.store.putTexts(state.id, ['It was delivered.']);
    const file = {
      id: 'file_1',
      slot: 'uncategorized_attachment',
      name: 'a.pdf',
      size: 3,
      type: 'application/pdf',
    };
    const draft = {
      revision: 3,
      touched: true,
      fields: { ...(notes && { notes }), product_description: { sha256: 'ab'.repeat(32), chars: 9 } },
      files: [{ ...file, sha256: 'cd'.repeat(32), providerFileId: null }],
    };
    await api.keep(withDispute(state, { draft }));
    const { status, json } = await api.send('GET', '/api/v1/disputes/whop:pay_1');
    expect(status).toBe(200);
    expect(json).toEqual({
      id: 'whop:pay_1',
      provider: 'whop',
      merchant_id: 'biz_1',
      payment_id: 'pay_1',
      payment_amount: null,
      workflow_id: 'dispute:whop:pay_1',
      temporal_url: 'http://127.0.0.1:8233/namespaces/disputes/workflows/dispute%3Awhop%3Apay_1',
      open: true,
      stage: 'chargeback',
      status: 'needs_response',
      amount: { amount: '49.00', currency: 'usd' },
      reason: 'fraudulent',
      respond_by: '2026-12-01T00:00:00.000Z',
      respond_by_estimate: null,
      deadline: 'named',
      answerable: true,
      tab: 'inbox',
      customer: { name: null, email: null },
      outlook: { act: 'escalates', at: '2026-11-30T00:00:00.000Z' },
      proposal: null,
      needs_attention: null,
      attention: [],
      disputes: [
        {
          id: 'dp_of_pay_1',
          kind: 'dispute',
          stage: 'chargeback',
          status: 'needs_response',
          provider_status: 'needs_response',
          provider_stage: null,
          amount: { amount: '49.00', currency: 'usd' },
          reason: 'fraudulent',
          provider_reason: 'Fraudulent',
          respond_by: '2026-12-01T00:00:00.000Z',
          respond_by_estimate: null,
          answerable: true,
          outlook: { act: 'escalates', at: '2026-11-30T00:00:00.000Z' },
          proposal: null,
          editable: true,
          settled_by_network: false,
          decision: null,
          submission: null,
          submitted_at: null,
          earlier_submissions: [],
          reminders: [],
          ruling: null,
          ruled_at: null,
          evidence: {
            revision: 3,
            frozen: false,
            fields: { notes: 'It was delivered.', product_description: null },
            files: [{ ...file, sha256: 'cd'.repeat(32), expires_at: null }],
          },
          created_at: NOON,
          first_seen_at: NOON,
          foreground: true,
          choices: expect.any(Array),
          missing: expect.any(Array),
        },
      ],
      refunds: [],
      policy_version: 'built-in',
      erased_at: null,
      created_at: NOON,
      updated_at: NOON,
      money: {
        entries: [
          {
            id: 'dp_of_pay_1:withdrawn',
            dispute_id: 'dp_of_pay_1',
            kind: 'withdrawn',
            amount: { amount: '49.00', currency: 'usd' },
            effect: { amount: '-49.00', currency: 'usd' },
            at: NOON,
            source: "the dispute's status at Whop",
          },
        ],
        net: [{ amount: '-49.00', currency: 'usd' }],
        unknown: ['fee'],
        payment_amount: null,
        disputed_amount: { amount: '49.00', currency: 'usd' },
        difference: null,
      },
    });
  });

  test('shows the decision, the submission, the ruling, reminders and what needs attention', async () => {
    const by = { type: 'person', id: 'ann', via: 'api' } as const;
    const attention = {
      kind: 'deadline_missed',
      disputeId: null,
      reason: 'Look at it.',
      since: NOON,
    } as const;
    const state = withDispute(aCase('pay_2', {}, { attention: [attention] }), {
      decision: { kind: 'challenge', by, at: NOON, note: 'sure', evidenceRevision: 2 },
      submission: { step: 'done', at: NOON, by: 'us', evidenceHash: 'ef'.repeat(32) },
      earlierSubmissions: [{ stage: 'alert', at: NOON }],
      reminded: [604_800_000],
      ruling: { outcome: 'won', at: NOON },
      status: 'won',
    });
    await api.keep(state);
    const { json } = await api.send('GET', '/api/v1/disputes/whop:pay_2');
    expect(json).toMatchObject({
      status: 'won',
      answerable: false,
      needs_attention: { reason: 'Look at it.', since: NOON },
      attention: [{ kind: 'deadline_missed', dispute_id: null }],
    });
    expect(json.disputes[0]).toMatchObject({
      decision: { decision: 'challenge', by, at: NOON, note: 'sure', evidence_revision: 2 },
      submission: { step: 'done', at: NOON, by: 'us', evidence_hash: 'ef'.repeat(32) },
      submitted_at: NOON,
      earlier_submissions: [{ stage: 'alert', at: NOON }],
      reminders: [604_800],
      ruling: 'won',
      ruled_at: NOON,
      evidence: { frozen: true },
    });
  });

  test('shows what it has done to the money, every refund of the payment counted', async () => {
    const paymentAmount = { amount: '48.10', currency: 'usd' };
    await api.keep(aCase('pay_money', { status: 'won' }, { paymentAmount }));
    const cent = { amount: { amount: '0.01', currency: 'usd' }, paymentId: 'pay_money' };
    for (let n = 1; n <= 101; n += 1) await api.store.recordRefund(anExternalRefund(`rf_${n}`, cent));
    const { json } = await api.send('GET', '/api/v1/disputes/whop:pay_money');
    expect(json.money).toMatchObject({
      net: [{ amount: '-1.01', currency: 'usd' }],
      unknown: ['fee'],
      payment_amount: paymentAmount,
      disputed_amount: { amount: '49.00', currency: 'usd' },
      difference: { amount: '0.90', currency: 'usd' },
    });
    const refunded = json.money.entries.filter(({ kind }: { kind: string }) => kind === 'refunded');
    expect(refunded).toHaveLength(101);
    expect(refunded).toContainEqual(expect.objectContaining({ source: 'refund rf_1', dispute_id: null }));
    expect(json.refunds).toHaveLength(100);
  });

  test('says whose word the deadline is, and shows an estimate where nobody named one', async () => {
    const estimate = {
      respondBy: null,
      respondByEstimate: '2026-11-15T12:00:00.000Z',
      providerStage: 'first',
    };
    await api.keep(aCase('pay_estimate', estimate));
    const { json } = await api.send('GET', '/api/v1/disputes/whop:pay_estimate');
    expect(json).toMatchObject({
      respond_by: null,
      respond_by_estimate: '2026-11-15T12:00:00.000Z',
      disputes: [
        { respond_by: null, respond_by_estimate: '2026-11-15T12:00:00.000Z', provider_stage: 'first' },
      ],
    });
  });

  test('of a provider that is not set up is shown as far as it is known', async () => {
    await api.keep({ ...aCase('pay_elsewhere'), id: 'ccg:pay_elsewhere', provider: 'ccg' });
    const { json } = await api.send('GET', '/api/v1/disputes/ccg:pay_elsewhere');
    expect(json).toMatchObject({ provider: 'ccg', status: 'needs_response', deadline: null, money: null });
  });

  test('that an earlier version wrote down is shown as well', async () => {
    const state = aCase('pay_earlier');
    const added = new Set(['funds', 'statements', 'providerStage', 'respondByEstimate']);
    const earlier = JSON.stringify(state, (key: string, value: unknown) =>
      added.has(key) ? undefined : value,
    );
    await api.keep(JSON.parse(earlier));
    const { status, json } = await api.send('GET', '/api/v1/disputes/whop:pay_earlier');
    expect([status, json.disputes[0].provider_stage]).toEqual([200, null]);
  });

  test('an alert stands among the disputes until a dispute comes of it', async () => {
    const state = { ...aCase('pay_3'), disputes: [] };
    const file = new CaseFile(state, BUILT_IN_POLICY, WHOP_CAPABILITIES);
    const alert = { id: 'dspa_1', paymentId: 'pay_3', merchantId: 'biz_1', type: 'dispute', amount: null };
    openAlert(file, { ...alert, settledByNetwork: false, disputeId: null, createdAt: NOON }, NOON);
    await api.keep(state);
    const alone = await api.send('GET', '/api/v1/disputes/whop:pay_3');
    expect(alone.json).toMatchObject({ stage: 'alert', disputes: [{ id: 'dspa_1', kind: 'alert' }] });
    openDispute(file, { ...readingOf('pay_3'), id: 'dp_3' }, NOON);
    await api.keep(state);
    const followed = await api.send('GET', '/api/v1/disputes/whop:pay_3');
    expect(followed.json.disputes.map(({ id }: { id: string }) => id)).toEqual(['dp_3']);
  });

  test('404 for one nobody heard of, and for words that are no id at all', async () => {
    for (const id of ['whop:pay_none', 'nothing', 'whop:', 'whop:a%00b', `whop:${'x'.repeat(400)}`]) {
      const { status, type } = await api.send('GET', `/api/v1/disputes/${id}`);
      expect([status, type.split(';')[0]], id).toEqual([404, 'application/problem+json']);
    }
  });

  test('an id may be written with its colon escaped', async () => {
    expect((await api.send('GET', '/api/v1/disputes/whop%3Apay_1')).status).toBe(200);
  });
});

function readingOf(paymentId: string) {
  const [dispute] = aCase(paymentId).disputes;
  if (dispute === undefined) throw new Error('a case has a dispute');
  const { stage, status, providerStatus, amount, reason, providerReason, respondBy, editable } = dispute;
  const same = { stage, status, providerStatus, amount, reason, providerReason, respondBy, editable };
  return {
    ...same,
    paymentId,
    merchantId: 'biz_1',
    settledByNetwork: false,
    createdAt: NOON,
    evidence: null,
  };
}

describe('a case that was handed over', () => {
  beforeAll(async () => {
    const early = { ...aCase('pay_late', {}, { merchantId: null }), id: 'whop:dispute.dp_9' };
    await api.keep({ ...early, open: false, movedTo: 'whop:pay_late' });
    await api.keep(aCase('pay_late'));
  });

  test('answers 308 on each of its routes, to the same route of the other, query included', async () => {
    const moved = await api.send('GET', '/api/v1/disputes/whop:dispute.dp_9');
    expect([moved.status, moved.headers.get('location')]).toEqual([308, '/api/v1/disputes/whop:pay_late']);
    const line = await api.send('GET', '/api/v1/disputes/whop:dispute.dp_9/timeline?limit=5');
    expect(line.headers.get('location')).toBe('/api/v1/disputes/whop:pay_late/timeline?limit=5');
    const edit = await api.send('PATCH', '/api/v1/disputes/whop:dispute.dp_9/evidence', {
      json: { fields: {} },
    });
    expect([edit.status, edit.headers.get('location')]).toEqual([
      308,
      '/api/v1/disputes/whop:pay_late/evidence',
    ]);
    expect((await fetch(`${api.url}${moved.headers.get('location')}`, asAdmin)).status).toBe(200);
  });

  test('is found by the merchant of the case it became, and by no other', async () => {
    const path = '/api/v1/disputes/whop:dispute.dp_9';
    expect((await api.send('GET', path, { token: ADMIN_OF_1 })).status).toBe(308);
    expect((await api.send('GET', path, { token: ADMIN_OF_2 })).status).toBe(404);
  });
});

const asAdmin = { headers: { authorization: 'Bearer secret-admin' } };

describe('the list', () => {
  let listing: TestApi;
  beforeAll(async () => {
    listing = await openApi();
    await listing.keep(aCase('a', { respondBy: '2026-12-03T00:00:00.000Z' }));
    await listing.keep(
      aCase('b', { respondBy: '2026-12-02T00:00:00.000Z', reason: 'duplicate', stage: 'inquiry' }),
    );
    await listing.keep(aCase('c', { status: 'won', providerStatus: 'won' }));
    const attention = { kind: 'object_gone', disputeId: null, reason: 'Look.', since: NOON } as const;
    await listing.keep(aCase('d', {}, { merchantId: 'biz_2', attention: [attention] }));
  });
  afterAll(() => listing.close());

  async function ids(query: string): Promise<string[]> {
    const { status, json } = await listing.send('GET', `/api/v1/disputes${query}`);
    expect(status).toBe(200);
    return json.data.map(({ payment_id }: { payment_id: string }) => payment_id);
  }

  test('comes soonest deadline first, each case as when read alone but for its money and what can be done', async () => {
    expect(await ids('')).toEqual(['d', 'b', 'a', 'c']);
    const { json } = await listing.send('GET', '/api/v1/disputes?payment_id=a');
    const { money, ...alone } = (await listing.send('GET', '/api/v1/disputes/whop:a')).json;
    expect(money.net).toHaveLength(1);
    expect(json.data).toHaveLength(1);
    expect(alone).toMatchObject(json.data[0]);
  });

  test.each([
    ['provider=whop', ['d', 'b', 'a', 'c']],
    ['merchant_id=biz_2', ['d']],
    ['stage=inquiry', ['b']],
    ['status=won', ['c']],
    ['reason=duplicate', ['b']],
    ['payment_id=a', ['a']],
    ['due_before=2026-12-02T12:00:00Z', ['d', 'b']],
    ['due_before=2026-12-02T02:30:00%2B02:00', ['d', 'b']],
    ['needs_attention=true', ['d']],
    ['needs_attention=false', ['b', 'a', 'c']],
    ['q=DP_OF_A', ['a']],
    ['status=needs_response&reason=fraudulent', ['d', 'a']],
  ])('filters by %s', async (query, expected) => {
    expect(await ids(`?${query}`)).toEqual(expected);
  });

  test('goes on by its cursor until that is null', async () => {
    const seen: string[] = [];
    let query = '?limit=3';
    for (let page = 0; page < 2; page += 1) {
      const { json } = await listing.send('GET', `/api/v1/disputes${query}`);
      seen.push(...json.data.map(({ payment_id }: { payment_id: string }) => payment_id));
      query = `?limit=3&cursor=${encodeURIComponent(json.next_cursor)}`;
      if (page === 1) expect(json.next_cursor).toBeNull();
    }
    expect(seen).toEqual(['d', 'b', 'a', 'c']);
  });

  test.each([
    ['limit=0', '/limit'],
    ['limit=101', '/limit'],
    ['limit=many', '/limit'],
    ['limit=', '/limit'],
    ['provider=nobody', '/provider'],
    ['stage=late', '/stage'],
    ['status=Won', '/status'],
    ['reason=because', '/reason'],
    ['due_before=tomorrow', '/due_before'],
    ['due_before=2026-12-01', '/due_before'],
    ['due_before=0000-01-01T00:00:00Z', '/due_before'],
    ['needs_attention=1', '/needs_attention'],
    ['q=%00', '/q'],
    ['cursor=nonsense', '/cursor'],
    ['payment_id=a&payment_id=b', '/payment_id'],
    ['colour=red', '/colour'],
  ])('refuses %s with 400 and names it', async (query, pointer) => {
    const { status, json } = await listing.send('GET', `/api/v1/disputes?${query}`);
    expect(status).toBe(400);
    expect(json.errors).toMatchObject([{ in: 'query', pointer }]);
  });
});

describe('the time line', () => {
  test('tells who did what by which way and when, page by page', async () => {
    const by = { type: 'person', id: 'ann', via: 'page', name: 'Ann Lee', address: '192.0.2.7' } as const;
    const decided = {
      kind: 'decided',
      actor: by,
      disputeId: 'dp_1',
      data: { decision: 'challenge', note: null },
    };
    await api.keep(aCase('pay_4', {}, { nextSeq: 4 }), [anEntry(1), anEntry(2), anEntry(3, decided)]);
    const first = await api.send('GET', '/api/v1/disputes/whop:pay_4/timeline?limit=2');
    expect(first.json.data.map(({ seq }: { seq: number }) => seq)).toEqual([1, 2]);
    const next = `/api/v1/disputes/whop:pay_4/timeline?limit=2&cursor=${first.json.next_cursor}`;
    const second = await api.send('GET', next);
    expect(second.json).toEqual({
      data: [
        {
          seq: 3,
          at: NOON,
          kind: 'decided',
          dispute_id: 'dp_1',
          actor: by,
          summary: 'The provider sent event 3.',
          data: { decision: 'challenge', note: null },
        },
      ],
      next_cursor: null,
    });
  });

  test('refuses a cursor that is not its own, and filters it does not have', async () => {
    expect((await api.send('GET', '/api/v1/disputes/whop:pay_1/timeline?cursor=x')).status).toBe(400);
    expect((await api.send('GET', '/api/v1/disputes/whop:pay_1/timeline?kind=decided')).status).toBe(400);
  });
});
