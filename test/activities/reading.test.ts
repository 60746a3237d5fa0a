import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { json, startScriptedServer, type ScriptedServer } from '../providers/scripted-server.ts';
import { whopAlert, whopAt, whopDispute, whopPayment } from '../providers/whop/samples.ts';
import { aCase, NOON } from '../store/a-case.ts';
import { type ActivityRig, REF, startActivityRig } from './rig.ts';

let rig: ActivityRig;
beforeAll(async () => {
  rig = await startActivityRig();
});
afterAll(() => rig.close());

type Answer = readonly [status: number, body: unknown];

const REFUSAL = { error: { code: 'x', message: 'No.' } };
const FOUND: Readonly<Record<string, Answer>> = {
  '/disputes/dp_1': [200, whopDispute()],
  '/dispute_alerts/dspa_1': [200, whopAlert()],
  '/payments/pay_1': [200, whopPayment()],
};

/** Whop with these objects; each answer of a list once, the last one for ever. */
async function whopWith(answers: Readonly<Record<string, readonly Answer[]>>): Promise<ScriptedServer> {
  const asked = new Map<string, number>();
  const server = await startScriptedServer(({ path }, response) => {
    const list = answers[path] ?? [FOUND[path] ?? [404, REFUSAL]];
    const nth = asked.get(path) ?? 0;
    asked.set(path, nth + 1);
    const [status, body] = list[Math.min(nth, list.length - 1)] ?? [404, REFUSAL];
    json(response, status, body);
  });
  rig.use(whopAt(server.url));
  return server;
}

const REQUEST = { disputeIds: ['dp_1'], alertIds: ['dspa_1'], payment: true };

describe('reading a case', () => {
  test('brings everything in one go, its words kept in the store and only references told', async () => {
    await using server = await whopWith({});
    const read = await rig.call('readProvider', REF, REQUEST);
    expect(server.requests.map(({ path }) => path)).toEqual(Object.keys(FOUND));
    expect(read).toMatchObject({
      done: true,
      value: {
        disputes: [
          { id: 'dp_1', status: 'needs_response', evidence: { fields: { customer_name: { chars: 8 } } } },
        ],
        alerts: [{ id: 'dspa_1' }],
        payment: { id: 'pay_1', evidence: { refund_policy_disclosure: { chars: 25 } } },
        failures: [],
      },
    });
    expect(JSON.stringify(read)).not.toMatch(/Jane|jane@|Main St|No refunds/);
    const hashes = [...JSON.stringify(read).matchAll(/"sha256":"([0-9a-f]{64})"/g)].map(
      ([, hash]) => hash ?? '',
    );
    const words = [...(await rig.store.getTexts(REF.caseId, hashes)).values()];
    expect(words).toEqual(
      expect.arrayContaining(['Jane Q. Doe', 'A year of Acme Pro.', 'No refunds after a month.']),
    );
    expect(words).toHaveLength(new Set(hashes).size);
  });

  test('is repeated when the provider stumbles', async () => {
    await using server = await whopWith({
      '/disputes/dp_1': [
        [503, REFUSAL],
        [200, whopDispute()],
      ],
    });
    expect(await rig.call('readProvider', REF, REQUEST)).toMatchObject({
      done: true,
      value: { failures: [] },
    });
    expect(server.requests.filter(({ path }) => path === '/disputes/dp_1')).toHaveLength(2);
  });

  test('tells what it could not read beside what it could, after three tries', async () => {
    await using server = await whopWith({ '/payments/pay_1': [[503, REFUSAL]] });
    expect(await rig.call('readProvider', REF, REQUEST)).toMatchObject({
      done: true,
      value: {
        disputes: [{ id: 'dp_1' }],
        payment: null,
        failures: [{ object: 'payment', id: 'pay_1', kind: 'unavailable' }],
      },
    });
    expect(server.requests.filter(({ path }) => path === '/payments/pay_1')).toHaveLength(3);
  });

  test.each([
    [404, 'not_found'],
    [401, 'unauthorized'],
    [403, 'forbidden'],
    [429, 'rate_limited'],
  ])('does not insist where that is no use: %i', async (status, kind) => {
    await using server = await whopWith({ '/disputes/dp_1': [[status, REFUSAL]] });
    expect(await rig.call('readProvider', REF, REQUEST)).toMatchObject({
      done: true,
      value: {
        disputes: [],
        alerts: [{ id: 'dspa_1' }],
        failures: [{ object: 'dispute', id: 'dp_1', kind }],
      },
    });
    expect(server.requests.filter(({ path }) => path === '/disputes/dp_1')).toHaveLength(1);
  });
});

describe('reading one dispute around a submission', () => {
  test('needs no store and tells nothing of its evidence', async () => {
    await using server = await whopWith({});
    const read = await rig.call('readDispute', REF, 'dp_1');
    expect(server.requests).toHaveLength(1);
    expect(read).toMatchObject({ done: true, value: { id: 'dp_1', editable: true, evidence: null } });
  });

  test('is tried once: when to look again is the workflow’s business', async () => {
    await using server = await whopWith({ '/disputes/dp_1': [[503, REFUSAL]] });
    expect(await rig.call('readDispute', REF, 'dp_1')).toMatchObject({
      done: false,
      failure: { kind: 'unavailable' },
    });
    expect(server.requests).toHaveLength(1);
  });
});

test('what was erased is not kept again by a later read, until a dispute needs it', async () => {
  const lost: Answer = [200, whopDispute({ status: 'lost' })];
  await using server = await whopWith({ '/disputes/dp_1': [lost, lost, [200, whopDispute()]] });
  const { erasures } = rig.store;
  const state = aCase('pay_1', { id: 'dp_1' }, { open: false, nextSeq: 3 });
  await rig.store.recordCase(state, []);
  const by = { type: 'person', id: 'ann', via: 'api' } as const;
  const id = await erasures.ask({ customer: 'pay_1', cases: 1, by, now: NOON });
  await erasures.eraseNext(NOON, id);

  const read = await rig.call('readProvider', REF, { ...REQUEST, alertIds: [] });
  expect(read).toMatchObject({
    done: true,
    value: { disputes: [{ id: 'dp_1', evidence: null }], payment: null, failures: [] },
  });
  expect(server.requests.map(({ path }) => path)).toEqual(['/disputes/dp_1']);
  expect((await erasures.find('pay_1')).cases).toMatchObject([{ texts: 0 }]);

  const anew = await rig.call('readProvider', REF, REQUEST);
  expect(anew).toMatchObject({ value: { disputes: [{ evidence: null }], payment: { id: 'pay_1' } } });

  const alive = await rig.call('readProvider', REF, { ...REQUEST, alertIds: [] });
  expect(alive).toMatchObject({ value: { disputes: [{ evidence: {} }], payment: { id: 'pay_1' } } });
});
