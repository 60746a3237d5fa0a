import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Customer, keepCustomer } from '../store/a-customer.ts';
import { ADMIN_OF_1, APPROVER, openApi, type TestApi } from './an-api.ts';

let api: TestApi;
let zelda: Customer;
let other: Customer;

beforeAll(async () => {
  api = await openApi();
  zelda = await keepCustomer(api.store, 'zelda');
  other = await keepCustomer(api.store, 'quincy');
});
afterAll(() => api.close());

test('a customer is looked for, and what is found says nothing of them', async () => {
  const { status, json, text } = await api.send('POST', '/api/v1/erasures/search', {
    json: { customer: zelda.mail },
  });
  expect(status).toBe(200);
  expect(json).toEqual({
    cases: [{ case_id: zelda.caseId, state: 'closed', texts: 4, files: 1 }],
    mentions: [],
  });
  expect(text).not.toContain('Meier');
});

test('nobody is erased by whoever may not, or has another number of cases in mind', async () => {
  const json = { customer: zelda.mail, cases: 1 };
  for (const token of [APPROVER, ADMIN_OF_1])
    expect((await api.send('POST', '/api/v1/erasures', { json, token })).status).toBe(403);
  const wrong = await api.send('POST', '/api/v1/erasures', { json: { ...json, cases: 2 } });
  expect([wrong.status, wrong.json.detail]).toEqual([
    409,
    'There are 1 cases to erase, and not 2: look at them again.',
  ]);
  expect((await api.send('GET', '/api/v1/erasures')).json.data).toEqual([]);
});

test('once erased, every page of the case answers, says so, and names nobody', async () => {
  const erased = await api.send('POST', '/api/v1/erasures', { json: { customer: zelda.mail, cases: 1 } });
  expect(erased.json).toMatchObject({ erased: [zelda.caseId], waiting: [], asked_by: { id: 'admin' } });
  expect((await api.send('GET', '/api/v1/erasures?limit=1')).json).toEqual({
    data: [erased.json],
    next_cursor: null,
  });

  const path = `/api/v1/disputes/${zelda.caseId}`;
  const pages = ['', '/timeline', '/timeline.jsonl', '/related', '/packet', '/preview'];
  for (const page of pages) {
    const { status, text } = await api.send('GET', path + page);
    expect([page, status < 500]).toEqual([page, true]);
    expect(text).not.toContain('Meier');
  }
  const { bytes } = await api.send('GET', `${path}/packet`);
  const packet = Object.values(unzipSync(new Uint8Array(bytes))).map((part) => Buffer.from(part).toString());
  expect(packet.join('')).toContain("The customer's personal data was erased");
  expect(packet.join('')).not.toContain('Meier');
  const { json } = await api.send('GET', path);
  expect(json).toMatchObject({
    erased_at: erased.json.asked_at,
    customer: { name: null, email: null },
    disputes: [{ ruling: 'lost', decision: { decision: 'challenge', note: null }, evidence: { files: [] } }],
  });
  const listed = await api.send('GET', '/api/v1/disputes');
  expect(
    listed.json.data.map(({ id, erased_at }: { id: string; erased_at: string | null }) => [id, erased_at]),
  ).toEqual(
    expect.arrayContaining([
      [zelda.caseId, erased.json.asked_at],
      [other.caseId, null],
    ]),
  );
});

test('no personal data stands in the log', () => {
  expect(api.logged.join('')).not.toMatch(/zelda@|Meier/);
});
