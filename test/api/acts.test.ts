import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CaseState } from '../../src/domain/case.ts';
import type { DisputeReading } from '../../src/domain/provider.ts';
import { NoWorkerError } from '../../src/temporal/gateway.ts';
import { NOON, aCase } from '../store/a-case.ts';
import { ADMIN, APPROVER, RESPONDER, type Received, type TestApi, openApi } from './an-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());
afterEach(() => {
  api.gateway.failure = null;
});

let cases = 0;
async function open(
  dispute: Partial<DisputeReading> = {},
  change = (state: CaseState) => state,
): Promise<string> {
  cases += 1;
  const respondBy = new Date(Date.now() + 86_400_000).toISOString();
  const state = change(aCase(`pay_${cases}`, { respondBy, ...dispute }));
  await api.keep(state);
  return state.id;
}

function decide(id: string, json: unknown, key?: string): Promise<Received> {
  const headers = key === undefined ? {} : { 'idempotency-key': key };
  return api.send('POST', `/api/v1/disputes/${id}/decisions`, { token: APPROVER, json, headers });
}

describe('deciding', () => {
  test('is answered 202 once recorded, with the revision it froze, what is weak, and where it shows', async () => {
    const id = await open();
    const answer = await decide(id, { decision: 'challenge', evidence_revision: 0, note: 'we delivered' });
    expect(answer).toMatchObject({
      status: 202,
      json: {
        dispute_id: `dp_of_${id.replace('whop:', '')}`,
        decision: 'challenge',
        evidence_revision: 0,
        case: `/api/v1/disputes/${id}`,
      },
    });
    expect(answer.json.warnings.length).toBeGreaterThan(0);
    expect(answer.headers.get('location')).toBe(`/api/v1/disputes/${id}`);
    const shown = await api.send('GET', answer.json.case);
    expect(shown.json.disputes[0].decision).toMatchObject({
      decision: 'challenge',
      by: { type: 'person', id: APPROVER.name, via: 'api' },
      note: 'we delivered',
    });
  });

  test('the same key and body get the same answer; another body under it is refused', async () => {
    const id = await open();
    const first = await decide(id, { decision: 'challenge' }, 'key-1');
    expect(await decide(id, { decision: 'challenge' }, 'key-1')).toMatchObject({
      status: 202,
      json: first.json,
    });
    expect((await decide(id, { decision: 'challenge', note: 'other' }, 'key-1')).status).toBe(422);
    expect((await decide(id, { decision: 'challenge' })).status).toBe(409);
  });

  test('conceding needs its word', async () => {
    const id = await open();
    for (const confirm of [undefined, 'yes', 'Concede']) {
      const answer = await decide(id, { decision: 'concede', confirm });
      expect(answer).toMatchObject({ status: 422, json: { errors: [{ in: 'body', pointer: '/confirm' }] } });
    }
    expect((await decide(id, { decision: 'concede', confirm: 'concede' })).status).toBe(202);
  });
});

test('declining names the proposal that is meant: one made anew meanwhile stays', async () => {
  const id = await open();
  const path = `/api/v1/disputes/${id}`;
  const json = { decision: 'challenge' };
  expect((await api.send('POST', `${path}/decisions`, { token: RESPONDER, json })).status).toBe(202);
  const decline = (at: string) =>
    api.send('POST', `${path}/withdrawal`, { token: APPROVER, json: { proposed_at: at } });
  const late = await decline('2020-01-01T00:00:00+01:00');
  expect([late.status, late.json.detail]).toEqual([409, 'It was proposed anew meanwhile: look at it again.']);
  const shown = (await api.send('GET', path)).json.disputes[0].proposal;
  expect((await decline(shown.at)).status).toBe(202);
  expect((await api.send('GET', path)).json.disputes[0].proposal).toBeNull();
});

describe('409', () => {
  test.each([
    ['ruled', { status: 'won', providerStatus: 'won' }],
    ['past', { respondBy: '2020-01-01T00:00:00.000Z', editable: null }],
    ['settled by the network', { settledByNetwork: true }],
    ['answered elsewhere', { status: 'under_review', editable: false }],
  ] as const)('when it is %s', async (_case, dispute) => {
    expect((await decide(await open(dispute), { decision: 'challenge' })).status).toBe(409);
  });

  test('when the revision is stale', async () => {
    expect((await decide(await open(), { decision: 'challenge', evidence_revision: 7 })).status).toBe(409);
  });

  test.each(['refund', 'submitted_elsewhere', 'ignore'])('when %s is not possible here', async (decision) => {
    expect((await decide(await open(), { decision })).status).toBe(409);
  });

  test('when the case is closed, in a sentence', async () => {
    const id = await open({}, (state) => ({ ...state, open: false }));
    const { status, json } = await decide(id, { decision: 'challenge' });
    expect([status, json.detail]).toEqual([409, expect.stringContaining('closed')]);
  });
});

test.each([
  [{ decision: 'fight' }, '/decision'],
  [{}, '/decision'],
  [{ decision: 'challenge', evidence_revision: 1.5 }, '/evidence_revision'],
  [{ decision: 'challenge', note: 'x'.repeat(2001) }, '/note'],
  [{ decision: 'challenge', dispute_id: '' }, '/dispute_id'],
  [{ decision: 'challenge', force: true }, '/force'],
])('422 for %j', async (json, pointer) => {
  const answer = await decide(await open(), json);
  expect(answer).toMatchObject({ status: 422, json: { errors: [{ in: 'body', pointer }] } });
});

test('404 for a dispute the case does not have', async () => {
  expect((await decide(await open(), { decision: 'challenge', dispute_id: 'dp_none' })).status).toBe(404);
});

test('400 for a key that is none', async () => {
  const answer = await decide(await open(), { decision: 'challenge' }, 'two words');
  expect(answer).toMatchObject({
    status: 400,
    json: { errors: [{ in: 'headers', pointer: '/idempotency-key' }] },
  });
});

test('503 when no worker answered: to be repeated with the same key', async () => {
  const id = await open();
  api.gateway.failure = new NoWorkerError('none');
  const refused = await decide(id, { decision: 'challenge' }, 'key-9');
  expect(refused).toMatchObject({
    status: 503,
    json: { detail: expect.stringContaining('same Idempotency-Key') },
  });
  expect(refused.headers.has('retry-after')).toBe(true);
  api.gateway.failure = null;
  expect((await decide(id, { decision: 'challenge' }, 'key-9')).status).toBe(202);
});

function settle(id: string, json: unknown): Promise<Received> {
  return api.send('POST', `/api/v1/disputes/${id}/resolution`, { token: ADMIN, json });
}

/** A case whose submission reading could not settle. */
function unsettled(state: CaseState): CaseState {
  const [dispute] = state.disputes;
  if (dispute === undefined) throw new Error('a case has a dispute');
  dispute.submission = {
    step: 'doubt',
    evidenceHash: 'ab'.repeat(32),
    attempts: 1,
    since: NOON,
    readAt: NOON,
    until: NOON,
    failures: 9,
  };
  const attention = {
    kind: 'submission_unsettled',
    disputeId: dispute.id,
    reason: 'Look there.',
    since: NOON,
  } as const;
  return { ...state, attention: [attention] };
}

describe('settling by hand', () => {
  test('is recorded and takes the need for attention away', async () => {
    const id = await open({}, unsettled);
    expect((await api.send('GET', `/api/v1/disputes/${id}`)).json.needs_attention).not.toBeNull();
    const answer = await settle(id, {
      outcome: 'done',
      provider_reference: 'sub_1',
      note: 'seen in the dashboard',
    });
    expect(answer).toMatchObject({ status: 202, json: { outcome: 'done', case: `/api/v1/disputes/${id}` } });
    const { json } = await api.send('GET', answer.json.case);
    expect(json.needs_attention).toBeNull();
    expect(json.disputes[0].submitted_at).not.toBeNull();
  });

  test('is refused where nothing waits for it', async () => {
    expect((await settle(await open(), { outcome: 'done', note: 'x' })).status).toBe(409);
  });

  test.each([
    [{ outcome: 'perhaps', note: 'x' }, '/outcome'],
    [{ outcome: 'done' }, '/note'],
    [{ outcome: 'done', note: '' }, '/note'],
  ])('422 for %j', async (json, pointer) => {
    const answer = await settle(await open({}, unsettled), json);
    expect(answer).toMatchObject({ status: 422, json: { errors: [{ in: 'body', pointer }] } });
  });
});
