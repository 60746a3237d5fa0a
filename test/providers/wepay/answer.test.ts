import { describe, expect, test } from 'vitest';
import type { Answer } from '../../../src/providers/provider.ts';
import { json, startScriptedServer, type ScriptedServer, type SeenRequest } from '../scripted-server.ts';
import { APP_TOKEN, unstopped, wepayAt, wepayDispute } from './samples.ts';

const ID = '47521346-c054-11e7-abc4-cec278b6b50a';
const ANSWER: Answer = {
  texts: { explanation: 'She signed for it.' },
  files: [
    { slot: 'tracking', providerFileId: 'docu-2' },
    { slot: 'invoice', providerFileId: 'docu-1' },
    { slot: 'tracking', providerFileId: 'docu-3' },
  ],
};

function startWepay(fields: Readonly<Record<string, unknown>> = {}): Promise<ScriptedServer> {
  return startScriptedServer((_, response) => json(response, 200, wepayDispute(fields)));
}

/** The request a challenge with this answer is. */
async function challenged(answer: Answer, id = ID): Promise<SeenRequest> {
  await using server = await startWepay({ id });
  await wepayAt(server.url).submitEvidence(id, answer, unstopped());
  const [request, ...others] = server.requests;
  expect(others).toEqual([]);
  if (request === undefined) throw new Error('nothing was sent');
  return request;
}

async function keyOf(answer: Answer, id?: string): Promise<unknown> {
  return (await challenged(answer, id)).headers['unique-key'];
}

describe('a challenge', () => {
  test('is one request with the documents, in order, and the explanation', async () => {
    const { method, path, headers, body } = await challenged(ANSWER);
    expect([method, path]).toEqual(['POST', `/disputes/${ID}`]);
    expect(headers).toMatchObject({
      'app-id': '121212',
      'app-token': APP_TOKEN,
      'api-version': '3.0',
      'content-type': 'application/json',
    });
    expect(JSON.parse(String(body))).toEqual({
      documentation: { documents: ['docu-2', 'docu-1', 'docu-3'], explanation: 'She signed for it.' },
    });
  });

  test('answers with the dispute as it then is', async () => {
    await using server = await startWepay({ status: 'pending_wepay_review' });
    const { dispute } = await wepayAt(server.url).submitEvidence(ID, ANSWER, unstopped());
    expect(dispute).toMatchObject({ status: 'under_review', providerStatus: 'pending_wepay_review' });
  });

  test('has one Unique-Key, whenever it is sent; another body or dispute has another', async () => {
    const key = await keyOf(ANSWER);
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect(await keyOf(ANSWER)).toBe(key);
    const renewed = ANSWER.files.map(({ slot }, index) => ({ slot, providerFileId: `docu-new-${index}` }));
    const others = [
      await keyOf({ ...ANSWER, files: renewed }),
      await keyOf({ ...ANSWER, texts: { explanation: 'Otherwise.' } }),
      await keyOf(ANSWER, 'd-2'),
    ];
    expect(new Set([key, ...others])).toHaveProperty('size', 4);
  });

  test.each<[string, Answer, unknown]>([
    [
      'documents',
      { texts: {}, files: [{ slot: 'invoice', providerFileId: 'docu-1' }] },
      { documents: ['docu-1'] },
    ],
    [
      'an explanation',
      { texts: { explanation: 'So it was.' }, files: [] },
      { documents: [], explanation: 'So it was.' },
    ],
  ])('may have %s alone', async (_, answer, documentation) => {
    expect(JSON.parse(String((await challenged(answer)).body))).toEqual({ documentation });
  });

  test.each<[Answer | null]>([
    [null],
    [{ texts: {}, files: [] }],
    [{ texts: { explanation: ' ' }, files: [] }],
  ])('with nothing in it is not sent: %j', async (answer) => {
    await using server = await startWepay();
    const call = wepayAt(server.url).submitEvidence(ID, answer, unstopped());
    await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'refused' });
    expect(server.requests).toHaveLength(0);
  });
});

describe('conceding', () => {
  test('is one request, always with the same Unique-Key for the same dispute', async () => {
    await using server = await startWepay({ status: 'resolved', resolution: { type: 'lost' } });
    const wepay = wepayAt(server.url);
    const { dispute } = await wepay.concede(ID, unstopped());
    expect(dispute.status).toBe('lost');
    await wepay.concede(ID, unstopped());
    const [first, second] = server.requests;
    expect(first).toMatchObject({ method: 'POST', path: `/disputes/${ID}/concede` });
    expect(first?.headers['unique-key']).toMatch(/^[0-9a-f]{64}$/);
    expect(second?.headers['unique-key']).toBe(first?.headers['unique-key']);
  });

  test('has another Unique-Key than a challenge has', async () => {
    await using server = await startWepay();
    const wepay = wepayAt(server.url);
    await wepay.concede(ID, unstopped());
    await wepay.submitEvidence(ID, ANSWER, unstopped());
    const keys = server.requests.map(({ headers }) => headers['unique-key']);
    expect(new Set(keys)).toHaveProperty('size', 2);
  });
});

test('what WePay has no call for is refused without a request', async () => {
  await using server = await startWepay();
  const wepay = wepayAt(server.url);
  const calls = [
    wepay.readAlert('a-1', unstopped()),
    wepay.stageEvidence(ID, { texts: {}, files: {} }, unstopped()),
    wepay.listCreated('alert', { since: '2026-11-20T00:00:00.000Z', cursor: null }, unstopped()),
  ];
  for (const call of calls)
    await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'refused' });
  expect(server.requests).toHaveLength(0);
});
