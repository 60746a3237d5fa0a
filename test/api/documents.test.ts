import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { HOUR, instant, MINUTE } from '../../src/domain/instant.ts';
import { aCase } from '../store/a-case.ts';
import { openApi, type TestApi } from './an-api.ts';

const CASE = '/api/v1/disputes/wepay:pay_1';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());
beforeEach(() => api.keep(aCase('pay_1', {}, { provider: 'wepay' })));

function add(changes: object = {}, path = CASE) {
  const document = { slot: 'tracking', document_id: 'docu-1', created_at: ago(0), ...changes };
  return api.send('POST', `${path}/documents`, { json: document });
}

function ago(ms: number): string {
  return instant(Date.now() - ms);
}

test('a document of a platform’s own page joins the draft, and says when it dies', async () => {
  const createdAt = ago(HOUR);
  const { status, json } = await add({ created_at: createdAt, name: 'label.pdf' });
  expect(status).toBe(201);
  expect(json).toMatchObject({
    id: 'docu-1',
    slot: 'tracking',
    name: 'label.pdf',
    size: null,
    expires_at: instant(Date.parse(createdAt) + 24 * HOUR),
    revision: 1,
  });
  const { json: shown } = await api.send('GET', CASE);
  expect(shown.disputes[0].evidence.files).toMatchObject([{ id: 'docu-1' }]);
});

test('it can be taken out again', async () => {
  await add();
  expect((await api.send('DELETE', `${CASE}/files/docu-1`)).status).toBe(204);
});

describe('refused', () => {
  test.each([
    ['one that has died', { created_at: ago(25 * HOUR) }, 422, /upload it again/],
    ['one from the future', { created_at: ago(-10 * MINUTE) }, 422, /in the future/],
    ['a slot there is none of', { slot: 'selfie' }, 422, /no slot .+selfie/],
    ['a time that is none', { created_at: 'yesterday' }, 422, /created_at/],
    ['without an id', { document_id: undefined }, 422, /document_id/],
  ])('%s', async (_what, changes, status, detail) => {
    const refusal = await add(changes);
    expect(refusal.status).toBe(status);
    expect(refusal.text).toMatch(detail);
  });

  test('the same a second time', async () => {
    await add();
    expect(await add()).toMatchObject({ status: 409, json: { detail: 'It is in this draft already.' } });
  });

  test('where the provider takes no ids', async () => {
    await api.keep(aCase('pay_1'));
    const refusal = await add({}, '/api/v1/disputes/whop:pay_1');
    expect(refusal).toMatchObject({
      status: 409,
      json: { detail: expect.stringContaining('upload the file itself') },
    });
  });
});
