import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { instant, MINUTE } from '../../src/domain/instant.ts';
import { createCcgProvider } from '../../src/providers/ccg/provider.ts';
import { StoreUnavailableError } from '../../src/store/errors.ts';
import { bearer, CCG_KEYS, ccgPayload, PLACEHOLDER_SAMPLE } from '../providers/ccg/samples.ts';
import { interposed } from '../setup/interposed.ts';
import { aCase, NOON } from '../store/a-case.ts';
import { openTemporaryStore } from '../setup/store.ts';
import { openApi, type Received, type TestApi } from './an-api.ts';

const CASE = 'ccg:3ecd813a-12dd-4135-ac4e-9f400d5181fb';

let api: TestApi;
/** What the store does before it keeps texts. */
let beforeKeeping: () => Promise<void>;

beforeAll(async () => {
  const store = await openTemporaryStore();
  api = await openApi({
    store: interposed(store, async (method) => {
      if (method === 'putTexts') await beforeKeeping();
    }),
    providers: new Map([['ccg', createCcgProvider({ webhookKeys: [CCG_KEYS.pem], merchantId: null })]]),
  });
});
afterAll(() => api.close());
afterEach(() => {
  api.gateway.delivered.length = 0;
  api.logged.length = 0;
});

async function post(body: string): Promise<Received> {
  const token = await bearer({ expires: instant(Date.now() + MINUTE) });
  return api.send('POST', '/webhooks/ccg', { token: null, headers: token, body });
}

function evidenceDelivered() {
  return api.gateway.delivered.map((event) =>
    'reading' in event && event.reading.kind === 'dispute' ? event.reading.dispute.evidence : undefined,
  );
}

test('the words go to the store, and the event carries references to them', async () => {
  beforeKeeping = async () => {};
  const evidence = { ...Object(ccgPayload()['evidence']), receipt: 'file_1' };
  expect((await post(JSON.stringify(ccgPayload({ evidence })))).status).toBe(200);
  const [held] = evidenceDelivered();
  expect(held).toEqual({
    fields: {
      billing_address: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), chars: 2 },
      customer_name: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/), chars: 8 },
    },
    files: { receipt: { id: 'file_1', name: null } },
  });
  expect(JSON.stringify(api.gateway.delivered)).not.toContain('Devender');
  const { sha256 = '' } = held?.fields['customer_name'] ?? {};
  expect(await api.store.getTexts(CASE, [sha256])).toEqual(new Map([[sha256, 'Devender']]));
});

test.each([
  ['refuses', () => Promise.reject(new StoreUnavailableError('The database does not answer.'))],
  ['hangs', () => new Promise<never>(() => {})],
])('a store that %s them does not keep the event from its case', async (_what, keeping) => {
  beforeKeeping = keeping;
  expect((await post(JSON.stringify(ccgPayload()))).status).toBe(200);
  expect(evidenceDelivered()).toEqual([null]);
  const said = api.logged.filter((line) => line.includes('evidence'));
  expect(said).toHaveLength(1);
  expect(api.logged.join('')).not.toMatch(/Devender|billing/);
});

test('the same webhook, sent again once the store is back, is no duplicate of the event that went on without', async () => {
  const body = JSON.stringify(ccgPayload());
  beforeKeeping = () => Promise.reject(new StoreUnavailableError('The database does not answer.'));
  await post(body);
  await post(body);
  beforeKeeping = async () => {};
  await post(body);
  const [bare, repeated, whole] = api.gateway.delivered.map(({ id }) => id);
  expect(repeated).toBe(bare);
  expect(bare).toBe(`${whole}.bare`);
  expect(evidenceDelivered()).toEqual([null, null, expect.objectContaining({ fields: expect.anything() })]);
});

test('a late webhook does not bring back a customer who was erased', async () => {
  beforeKeeping = async () => {};
  const body = JSON.stringify(ccgPayload());
  await post(body);
  const [first] = api.gateway.delivered;
  const { erasures } = api.store;
  const paymentId = CASE.slice('ccg:'.length);
  await api.keep(aCase(paymentId, { id: first?.object.id ?? '' }, { provider: 'ccg', open: false }));
  const by = { type: 'person', id: 'ann', via: 'api' } as const;
  const id = await erasures.ask({ customer: CASE, cases: 1, by, now: NOON });
  await erasures.eraseNext(NOON, id);

  expect((await post(body)).status).toBe(200);
  expect(evidenceDelivered()).toEqual([expect.anything(), null]);
  expect((await erasures.find(CASE)).cases).toMatchObject([{ state: 'erased', texts: 0 }]);
});

test("seed 003's sample, which stands for three events, is refused with the reason", async () => {
  const answer = await post(PLACEHOLDER_SAMPLE);
  expect(answer.status).toBe(400);
  expect(answer.json.detail).toContain('names several events at once');
  expect(api.gateway.delivered).toEqual([]);
});

test('an event that is none of a dispute is acknowledged and not delivered', async () => {
  expect((await post(JSON.stringify({ name: 'REFUND_SUCCESS', payload: ccgPayload() }))).status).toBe(200);
  expect(api.gateway.delivered).toEqual([]);
});

test('without a token it is refused', async () => {
  const body = JSON.stringify(ccgPayload());
  expect((await api.send('POST', '/webhooks/ccg', { token: null, body })).status).toBe(401);
});
