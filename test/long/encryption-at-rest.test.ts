import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PayloadCodec } from '@temporalio/common';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { DAY, MINUTE } from '../../src/domain/instant.ts';
import { encryptionCodec } from '../../src/temporal/encryption-codec.ts';
import { newEncryptionKey, parseEncryptionKeys } from '../../src/temporal/encryption-keys.ts';
import { startTemporalServer, type TemporalServer } from '../../src/temporal/server/start.ts';
import type { Desk } from '../setup/desk.ts';
import { refuse } from '../setup/faults.ts';
import { called, noted, opened, ruled, submitted, type Story } from '../workflows/story.ts';

const A = newEncryptionKey('a');
const B = newEncryptionKey('b');
const codecOf = (list: string): PayloadCodec => encryptionCodec(parseEncryptionKeys(list));

let folder: string;
let server: TemporalServer;
let startDesk: (codec: PayloadCodec) => Promise<Desk>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-at-rest-'));
  // Set before the desk is loaded: its log is one for the process.
  vi.stubEnv('TEST_LOG', 'debug');
  vi.stubEnv('TEST_LOG_FILE', join(folder, 'desk.log'));
  const desks = await import('../setup/desk.ts');
  server = await startTemporalServer({
    programs: inject('temporalPrograms'),
    dataDir: join(folder, 'temporal'),
    timeSkipping: true,
    // So that a case that cannot go on is told of within seconds.
    settings: { 'system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute': 2 },
  });
  startDesk = (codec) => desks.startDesk({ temporalAddress: server.address, payloadCodecs: [codec] });
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

/** What a provider answers, which may be told: what it repeats of ours is taken out before. */
const REFUSAL = 'Ulrikke at the bank disagrees.';

/** What people write. */
const WRITTEN = {
  name: 'Zelda Quistgaard',
  mail: 'zelda.q@quist.example',
  address: 'Nordre Fasanvej 12',
  evidence: 'The courier knocked twice.',
  file: 'parcel-of-zelda.pdf',
  note: 'Spoke with her sister.',
};

/** A whole case, from the webhook to the ruling, with a failure on the way; answers with all words of people it took. */
async function wholeCase(desk: Desk): Promise<readonly string[]> {
  const story = await opened(desk, 'dispute_won');
  await noted(desk, story.caseId, 'staged');
  const { fields } = (await desk.show(story.caseId)).body.disputes[0].evidence;
  desk.faults.add('disputes.update_evidence', story.disputeId, refuse(503, REFUSAL), 1);
  await desk.edit(story.caseId, {
    customer_name: WRITTEN.name,
    customer_email_address: WRITTEN.mail,
    billing_address: WRITTEN.address,
    notes: WRITTEN.evidence,
  });
  await called(desk, 'disputes.update_evidence', story.disputeId, 2);
  await desk.skip(story.caseId, MINUTE);
  await noted(desk, story.caseId, 'staged', 2);
  const form = new FormData();
  form.set('slot', 'uncategorized_attachment');
  form.set('file', new Blob(['%PDF-1.7\n%%EOF\n'], { type: 'application/pdf' }), WRITTEN.file);
  expect(await desk.request('POST', `/api/v1/disputes/${story.caseId}/files`, form)).toMatchObject({
    status: 201,
  });
  expect((await desk.challenge(story.caseId, { note: WRITTEN.note })).status).toBe(202);
  await submitted(desk, story);
  await desk.advance(story.run);
  await ruled(desk, story, 'won');
  const { customer_name, customer_email_address, access_activity_log } = fields;
  return [...Object.values(WRITTEN), customer_name, customer_email_address, access_activity_log];
}

async function wholeCaseUnder(codec: PayloadCodec): Promise<readonly string[]> {
  const desk = await startDesk(codec);
  try {
    return await wholeCase(desk);
  } finally {
    await desk.close();
  }
}

/** All of Temporal's database, byte for byte. */
async function database(): Promise<Buffer> {
  const names = (await readdir(join(folder, 'temporal'))).filter((name) => name.includes('.sqlite'));
  return Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, 'temporal', name)))));
}

function found(words: readonly string[], where: Buffer): readonly string[] {
  return words.filter((word) => where.includes(JSON.stringify(word).slice(1, -1)));
}

test("no byte of Temporal's database tells a name, mail, address, file name, note or evidence, nor does the log; switched off, it does", async () => {
  const words = await wholeCaseUnder(codecOf(A));
  expect(found([...words, REFUSAL], await database())).toEqual([]);
  const same = await wholeCaseUnder(codecOf('off'));
  // Texts of evidence are kept in the store, and histories name them only.
  expect(found([...same, REFUSAL], await database())).toEqual(
    expect.arrayContaining([WRITTEN.file, WRITTEN.note, REFUSAL]),
  );
  const log = await readFile(join(folder, 'desk.log'));
  expect(log.toString()).toContain('"route":"/api/v1/disputes/:case_id/evidence"');
  expect(found([...words, ...same], log)).toEqual([]);
});

test('a case goes on under a new key as long as the old one is kept, stands still and says so without it, and goes on once it is back', async () => {
  let current = codecOf(A);
  const desk = await startDesk({
    encode: (payloads) => current.encode(payloads),
    decode: (payloads) => current.decode(payloads),
  });
  const underKeys = async (list: string): Promise<void> => {
    await desk.stopWorker();
    current = codecOf(list);
    await desk.startWorker();
  };
  // The same words once more change nothing.
  const edit = async ({ caseId }: Story) => (await desk.edit(caseId, { notes: WRITTEN.evidence })).status;
  try {
    const story = await opened(desk, 'dispute_won');
    await noted(desk, story.caseId, 'staged');
    await underKeys(`${B},${A}`);
    await expect.poll(() => edit(story)).toBe(200);
    await noted(desk, story.caseId, 'staged', 2);
    await underKeys(B);
    expect(await edit(story)).toBe(503);
    await expect
      .poll(() => desk.gateway.troubled())
      .toMatchObject([{ caseId: story.caseId, what: expect.stringContaining('key a,') }]);
    expect(await readFile(join(folder, 'desk.log'), 'utf8')).toContain('encrypted under the key a, which');
    await underKeys(`${B},${A}`);
    await desk.skip(story.caseId, DAY);
    await expect.poll(() => desk.gateway.troubled()).toEqual([]);
  } finally {
    await desk.close();
  }
});
