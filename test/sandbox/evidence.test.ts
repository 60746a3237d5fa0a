import { expect, test } from 'vitest';
import { put, refusal, startRig, type Rig } from './running.ts';

/** Uploads a small file the way evidence is: private, to the presigned URL. */
async function upload({ client, control }: Rig, filename: string): Promise<string> {
  await control('PATCH', '/settings/whop', { file_processing_ms: 0 });
  const file = await client.files.create({ filename, visibility: 'private' });
  await put(file, Buffer.from('bytes'));
  return file.id;
}

test('evidence merges field by field, and null clears', async () => {
  const { client, start } = await startRig();
  const { dispute_id } = await start('dispute_won');
  await client.disputes.updateEvidence(dispute_id, { notes: 'first', customer_name: 'Maya Lindqvist' });
  const second = await client.disputes.updateEvidence(dispute_id, { notes: 'second' });
  expect(second).toMatchObject({ notes: 'second', customer_name: 'Maya Lindqvist' });
  const cleared = await client.disputes.updateEvidence(dispute_id, {
    notes: null,
    customer_email_address: null,
  });
  expect(cleared).toMatchObject({
    notes: null,
    customer_email_address: null,
    customer_name: 'Maya Lindqvist',
  });
  expect(await client.disputes.retrieve(dispute_id)).toEqual(cleared);
});

test('submitting puts the dispute under review and freezes it', async () => {
  const { client, sandbox, start } = await startRig();
  const { dispute_id } = await start('dispute_won');
  await client.disputes.updateEvidence(dispute_id, { notes: 'as sent' });

  const submitted = await client.disputes.submitEvidence(dispute_id);

  expect(submitted).toMatchObject({ status: 'under_review', editable: false, notes: 'as sent' });
  expect(sandbox.ledger.entries({ name: 'submission_spent', id: dispute_id })).toHaveLength(1);
  await expect(client.disputes.updateEvidence(dispute_id, { notes: 'too late' })).rejects.toMatchObject(
    refusal(400, 'bad_request', 'The evidence of this dispute has already been submitted.'),
  );
  expect((await client.disputes.retrieve(dispute_id)).notes).toBe('as sent');
});

test('a second submission is refused and has no effect', async () => {
  const { client, sandbox, start } = await startRig();
  const { dispute_id } = await start('dispute_won');
  await client.disputes.submitEvidence(dispute_id);
  await expect(client.disputes.submitEvidence(dispute_id)).rejects.toMatchObject(
    refusal(400, 'bad_request', 'The evidence of this dispute has already been submitted.'),
  );
  expect(sandbox.ledger.entries({ name: 'submission_spent' })).toHaveLength(1);
});

test('a warning is answered in its own phase, and once more when it becomes a dispute', async () => {
  const { client, sandbox, start, advance } = await startRig();
  const { id, dispute_id } = await start('warning_becomes_dispute');
  expect(await client.disputes.submitEvidence(dispute_id)).toMatchObject({
    status: 'warning_under_review',
    editable: false,
  });
  await advance(id);
  expect(await client.disputes.submitEvidence(dispute_id)).toMatchObject({ status: 'under_review' });
  const spent = sandbox.ledger.entries({ name: 'submission_spent', id: dispute_id });
  expect(spent.map(({ detail }) => detail['from'])).toEqual(['warning_needs_response', 'needs_response']);
});

test.each(['won', 'lost', 'closed', 'warning_closed', 'other'])(
  'nothing can be staged or submitted when %s',
  async (status) => {
    const { client, control, start } = await startRig();
    const { dispute_id } = await start('dispute_won');
    await control('PATCH', `/disputes/${dispute_id}`, { status });
    const refused = refusal(400, 'bad_request', 'This dispute can no longer be edited.');
    await expect(client.disputes.updateEvidence(dispute_id, { notes: 'x' })).rejects.toMatchObject(refused);
    await expect(client.disputes.submitEvidence(dispute_id)).rejects.toMatchObject(refused);
  },
);

test('a dispute that needs a response but is not editable takes none', async () => {
  const { client, control, start } = await startRig();
  const { dispute_id } = await start('dispute_won');
  await control('PATCH', `/disputes/${dispute_id}`, { editable: false });
  await expect(client.disputes.submitEvidence(dispute_id)).rejects.toMatchObject(refusal(400, 'bad_request'));
});

test('an attachment is a file that exists, is ready and has a type the field takes', async () => {
  const rig = await startRig();
  const { client, start } = rig;
  const { dispute_id } = await start('dispute_won');
  const attach = (field: string, id: string) =>
    client.disputes.updateEvidence(dispute_id, { [field]: { id } });

  await expect(attach('refund_policy_attachment', 'file_none')).rejects.toMatchObject(
    refusal(400, 'bad_request', expect.stringContaining('does not exist')),
  );
  const pending = await client.files.create({ filename: 'policy.pdf', visibility: 'private' });
  await expect(attach('refund_policy_attachment', pending.id)).rejects.toMatchObject(
    refusal(400, 'bad_request', expect.stringContaining('not ready')),
  );
  const text = await upload(rig, 'chat.txt');
  await expect(attach('customer_communication_attachment', text)).rejects.toMatchObject(
    refusal(400, 'bad_request', expect.stringContaining('JPEG, PNG, GIF, or PDF')),
  );
  const chat = await upload(rig, 'chat.png');
  expect(await attach('customer_communication_attachment', chat)).toMatchObject({
    customer_communication_attachment: { id: chat, filename: 'chat.png', content_type: 'image/png' },
  });
});

test('a refused update changes nothing, also where a part of it was right', async () => {
  const { client, start } = await startRig();
  const { dispute_id } = await start('dispute_won');
  const update = { notes: 'right', uncategorized_attachment: { id: 'file_none' } };
  await expect(client.disputes.updateEvidence(dispute_id, update)).rejects.toMatchObject(
    refusal(400, 'bad_request'),
  );
  expect((await client.disputes.retrieve(dispute_id)).notes).toBeNull();
});

test('a field Whop does not have is refused by name', async () => {
  const { client, start } = await startRig();
  const { dispute_id } = await start('dispute_won');
  const typo = { notes: 'x', shipping_label: 'x' };
  await expect(client.disputes.updateEvidence(dispute_id, typo)).rejects.toMatchObject(
    refusal(400, 'bad_request', expect.stringContaining('shipping_label')),
  );
});

test('a body that is not JSON is refused in words', async () => {
  const { sandbox, start } = await startRig();
  const { dispute_id } = await start('dispute_won');
  const response = await fetch(`${sandbox.url}/disputes/${dispute_id}/update_evidence`, {
    method: 'POST',
    headers: { authorization: 'Bearer apik_test', 'content-type': 'application/json' },
    body: '{"notes":',
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: { code: 'bad_request', message: 'The request body is not valid JSON.' },
  });
});
