import { expect, test } from 'vitest';
import { WHOP_CAPABILITIES } from '../../../src/providers/whop/capabilities.ts';
import type { EvidenceChanges } from '../../../src/providers/provider.ts';
import { json, startScriptedServer, type SeenRequest } from '../scripted-server.ts';
import { unstopped, whopAt, whopDispute } from './samples.ts';

/** Stages changes and tells what Whop was sent. */
async function staged(changes: EvidenceChanges): Promise<SeenRequest | undefined> {
  await using server = await startScriptedServer((_, response) => json(response, 200, whopDispute()));
  await whopAt(server.url).stageEvidence('dp_1', changes, unstopped());
  expect(server.requests).toHaveLength(1);
  return server.requests[0];
}

test('a change is sent as Whop takes it: texts, attachments by id, null to clear, the rest left alone', async () => {
  const request = await staged({
    texts: { notes: 'Used it 47 times.', customer_name: null, service_date: '' },
    files: { uncategorized_attachment: 'file_1', refund_policy_attachment: null },
  });
  expect(request).toMatchObject({ method: 'POST', path: '/disputes/dp_1/update_evidence' });
  expect(JSON.parse(String(request?.body))).toEqual({
    notes: 'Used it 47 times.',
    customer_name: null,
    service_date: null,
    uncategorized_attachment: { id: 'file_1' },
    refund_policy_attachment: null,
  });
});

test('staging answers with the dispute as it then is', async () => {
  await using server = await startScriptedServer((_, response) =>
    json(response, 200, whopDispute({ notes: 'new' })),
  );
  const { texts } = await whopAt(server.url).stageEvidence(
    'dp_1',
    { texts: { notes: 'new' }, files: {} },
    unstopped(),
  );
  expect(texts).toMatchObject({ notes: 'new' });
});

test.each<[EvidenceChanges]>([
  [{ texts: { receipt: 'x' }, files: {} }],
  [{ texts: {}, files: { notes_attachment: null } }],
])('a field Whop has not is refused rather than lost: %j', async (changes) => {
  await using server = await startScriptedServer((_, response) => json(response, 200, whopDispute()));
  const call = whopAt(server.url).stageEvidence('dp_1', changes, unstopped());
  await expect(call).rejects.toMatchObject({ name: 'ProviderError', kind: 'refused' });
  expect(server.requests).toHaveLength(0);
});

test('every field and slot of the capabilities can be sent', async () => {
  const texts = Object.fromEntries(Object.keys(WHOP_CAPABILITIES.fields).map((field) => [field, 'x']));
  const files = Object.fromEntries(Object.keys(WHOP_CAPABILITIES.slots).map((slot) => [slot, 'file_1']));
  const request = await staged({ texts, files });
  expect(Object.keys(JSON.parse(String(request?.body)))).toHaveLength(14);
});

test('submitting is one post without a body', async () => {
  await using server = await startScriptedServer((_, response) =>
    json(response, 200, whopDispute({ status: 'under_review', editable: false })),
  );
  const { dispute } = await whopAt(server.url).submitEvidence('dp_1', null, unstopped());
  expect(dispute).toMatchObject({ status: 'under_review', editable: false });
  expect(server.requests).toMatchObject([{ method: 'POST', path: '/disputes/dp_1/submit_evidence' }]);
});
