import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { NoWorkerError, TemporalUnavailableError } from '../../src/temporal/gateway.ts';
import { aCase } from '../store/a-case.ts';
import { RESPONDER, type Received, type TestApi, openApi } from './an-api.ts';

let api: TestApi;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());
afterEach(() => {
  api.gateway.failure = null;
});

let cases = 0;
/** A new case's id. */
async function open(changes: Parameters<typeof aCase>[2] = {}): Promise<string> {
  cases += 1;
  const state = aCase(`pay_${cases}`, {}, changes);
  await api.keep(state);
  return state.id;
}

function patch(id: string, json: unknown): Promise<Received> {
  return api.send('PATCH', `/api/v1/disputes/${id}/evidence`, { token: RESPONDER, json });
}

describe('editing texts', () => {
  test('merges them into the draft and answers with the whole draft in plain words', async () => {
    const id = await open();
    const first = await patch(id, { fields: { notes: 'Delivered.', customer_name: 'Jané Doe 😀' } });
    expect(first).toMatchObject({
      status: 200,
      json: { revision: 1, fields: { notes: 'Delivered.', customer_name: 'Jané Doe 😀' }, files: [] },
    });
    const second = await patch(id, { revision: 1, fields: { notes: 'Delivered on Monday.' } });
    expect(second.json.fields).toEqual({ notes: 'Delivered on Monday.', customer_name: 'Jané Doe 😀' });
    const shown = await api.send('GET', `/api/v1/disputes/${id}`);
    expect(shown.json.disputes[0].evidence).toMatchObject({ revision: 2, fields: second.json.fields });
  });

  test('clears a field by null, and by nothing written in it', async () => {
    const id = await open();
    await patch(id, { fields: { notes: 'a', customer_name: 'b', billing_address: 'c' } });
    const { json } = await patch(id, { fields: { notes: null, customer_name: '' } });
    expect(json.fields).toEqual({ billing_address: 'c' });
  });

  test('names the dispute meant, or takes the one that matters now', async () => {
    const id = await open();
    const dispute_id = `dp_of_${id.replace('whop:', '')}`;
    expect((await patch(id, { dispute_id, fields: {} })).json.dispute_id).toBe(dispute_id);
    expect((await patch(id, { fields: {} })).json.dispute_id).toBe(dispute_id);
    expect((await patch(id, { dispute_id: 'dp_other', fields: {} })).status).toBe(404);
  });

  test('the same words in two fields are two fields', async () => {
    const { json } = await patch(await open(), { fields: { notes: 'same', billing_address: 'same' } });
    expect(json.fields).toEqual({ notes: 'same', billing_address: 'same' });
  });

  test('20,000 characters of any kind pass', async () => {
    const text = '\u0001'.repeat(19_999) + '"';
    const { status, json } = await patch(await open(), { fields: { notes: text } });
    expect([status, json.fields.notes === text]).toEqual([200, true]);
  });
});

describe('409', () => {
  test('when the revision is stale', async () => {
    const id = await open();
    await patch(id, { fields: { notes: 'mine' } });
    const answer = await patch(id, { revision: 0, fields: { notes: 'theirs' } });
    expect(answer).toMatchObject({ status: 409, json: { type: 'urn:recourse:problem:refused' } });
    expect(answer.json.detail).toContain('revision 1');
  });

  test('when a decision froze it', async () => {
    const id = await open();
    await api.send('POST', `/api/v1/disputes/${id}/decisions`, { json: { decision: 'challenge' } });
    expect((await patch(id, { fields: { notes: 'late' } })).status).toBe(409);
  });

  test('when the case is closed', async () => {
    const answer = await patch(await open({ open: false }), { fields: {} });
    expect(answer).toMatchObject({ status: 409, json: { type: 'urn:recourse:problem:case-closed' } });
  });
});

describe('422', () => {
  test.each([
    ['a field the provider does not take', { fields: { favourite_colour: 'red' } }, null],
    ['a text that is too long', { fields: { notes: 'x'.repeat(20_001) } }, null],
    ['a NUL character', { fields: { notes: 'a\u0000b' } }, '/fields/notes'],
    ['half a surrogate pair', { fields: { notes: 'a\ud800b' } }, '/fields/notes'],
    ['a number for a text', { fields: { notes: 7 } }, '/fields/notes'],
    ['no fields at all', {}, '/fields'],
    ['fields that are a list', { fields: ['notes'] }, '/fields'],
    ['a revision that is none', { revision: -1, fields: {} }, '/revision'],
    ['a body that is a list', [], ''],
    ['something that does not belong', { fields: {}, 'a/b~c': 1 }, '/a~1b~0c'],
  ])('for %s', async (_case, json, pointer) => {
    const answer = await patch(await open(), json);
    expect(answer.status).toBe(422);
    if (pointer !== null) expect(answer.json.errors).toMatchObject([{ in: 'body', pointer }]);
  });

  test('and then the draft is as before', async () => {
    const id = await open();
    await patch(id, { fields: { notes: 'kept', favourite_colour: 'red' } });
    const { json } = await api.send('GET', `/api/v1/disputes/${id}`);
    expect(json.disputes[0].evidence).toEqual({ revision: 0, frozen: false, fields: {}, files: [] });
  });
});

describe('503 when it cannot be carried out now', () => {
  test.each([
    ['no worker', new NoWorkerError('none'), 'no-worker'],
    ['no Temporal', new TemporalUnavailableError('none'), 'temporal-unavailable'],
  ])('%s', async (_case, failure, type) => {
    const id = await open();
    api.gateway.failure = failure;
    const answer = await patch(id, { fields: { notes: 'x' } });
    expect(answer).toMatchObject({ status: 503, json: { type: `urn:recourse:problem:${type}` } });
    expect(answer.headers.has('retry-after')).toBe(true);
  });
});
