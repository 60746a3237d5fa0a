import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StagingRequest } from '../../src/activities/answering.ts';
import { newCase } from '../../src/domain/case-file.ts';
import type { TextRef } from '../../src/domain/text.ts';
import { json, startScriptedServer, type ScriptedServer } from '../providers/scripted-server.ts';
import { QUICK, PATIENT, whopAt, whopDispute } from '../providers/whop/samples.ts';
import { type ActivityRig, REF, startActivityRig } from './rig.ts';

let rig: ActivityRig;
beforeAll(async () => {
  rig = await startActivityRig();
});
afterAll(() => rig.close());

/** What Whop holds in these tests, whatever is staged. */
const HELD = { customer_name: 'Jane Doe', service_date: '2026-01-15' };
const EMPTY = { billing_address: null, customer_email_address: null, product_description: null };

type Change = (response: ServerResponse) => void;

/** Whop with one dispute; `change` answers whatever is not a read. */
async function whopHolding(change: Change = (response) => json(response, 200, DISPUTE), timing = PATIENT) {
  const server = await startScriptedServer(({ method }, response) => {
    if (method === 'GET') return json(response, 200, DISPUTE);
    change(response);
  });
  rig.use(whopAt(server.url, {}, timing));
  return server;
}

const ATTACHED = { id: 'file_theirs', filename: 'theirs.pdf' };
const DISPUTE = whopDispute({ ...EMPTY, ...HELD, customer_communication_attachment: ATTACHED });

/** The bodies of everything that was staged. */
function stagedAt({ requests }: ScriptedServer): unknown[] {
  return requests.filter(({ method }) => method !== 'GET').map(({ body }) => JSON.parse(String(body)));
}

async function kept(fields: Readonly<Record<string, string>>): Promise<Record<string, TextRef>> {
  const refs = await rig.store.putTexts(REF.caseId, Object.values(fields));
  return Object.fromEntries(
    Object.keys(fields).flatMap((name, index) => (refs[index] === undefined ? [] : [[name, refs[index]]])),
  );
}

async function stage(changes: Partial<StagingRequest>) {
  const base = await kept(HELD);
  const request = { disputeId: 'dp_1', base, force: false, texts: base, files: null, ...changes };
  return await rig.call('stageEvidence', REF, request);
}

describe('staging a draft', () => {
  test('sends what differs and no more', async () => {
    await using server = await whopHolding();
    const texts = await kept({ ...HELD, notes: 'ours' });
    expect(await stage({ texts })).toMatchObject({ done: true, value: { outcome: 'staged', replaced: {} } });
    expect(stagedAt(server)).toEqual([{ notes: 'ours' }]);
  });

  test('sends nothing when the provider holds it already', async () => {
    await using server = await whopHolding();
    expect(await stage({})).toMatchObject({ value: { outcome: 'staged' } });
    expect(stagedAt(server)).toEqual([]);
  });

  test('sends nothing when somebody changed it there: that comes first', async () => {
    await using server = await whopHolding();
    const base = await kept({ ...HELD, service_date: 'another day' });
    expect(await stage({ base, texts: await kept({ notes: 'ours' }) })).toMatchObject({
      value: { outcome: 'changed_elsewhere', replaced: { service_date: { chars: 10 } } },
    });
    expect(stagedAt(server)).toEqual([]);
  });

  test('sends nothing at all when the store has lost a text', async () => {
    await using server = await whopHolding();
    const texts = { notes: { sha256: 'f'.repeat(64), chars: 4 } };
    expect(await stage({ texts })).toMatchObject({
      done: false,
      failure: { message: expect.stringContaining('notes') },
    });
    expect(stagedAt(server)).toEqual([]);
  });
});

describe('staging the decided revision', () => {
  const file = {
    id: 'f1',
    slot: 'uncategorized_attachment',
    name: 'a.pdf',
    size: 1,
    type: 'application/pdf',
  };
  const ours = { ...file, sha256: 'a'.repeat(64), providerFileId: 'file_ours' };

  test('sends all of it and clears the rest, whatever the read shows: that may be old', async () => {
    await using server = await whopHolding();
    const base = await kept({ ...HELD, notes: 'staged a moment ago' });
    const texts = await kept({ customer_name: 'Jane Doe' });
    await stage({ base, texts, force: true, files: [ours] });
    expect(stagedAt(server)).toEqual([
      {
        customer_name: 'Jane Doe',
        service_date: null,
        notes: null,
        uncategorized_attachment: { id: 'file_ours' },
        customer_communication_attachment: null,
      },
    ]);
  });

  test('that was decided on before anybody could look keeps what is there', async () => {
    await using server = await whopHolding();
    await stage({ base: null, texts: await kept({ service_date: 'ours' }), force: true, files: [ours] });
    expect(stagedAt(server)).toEqual([
      {
        customer_name: 'Jane Doe',
        service_date: 'ours',
        uncategorized_attachment: { id: 'file_ours' },
        customer_communication_attachment: { id: 'file_theirs' },
      },
    ]);
  });

  test('answers with a hash of exactly that', async () => {
    await using server = await whopHolding();
    const texts = await kept({ customer_name: 'Jane Doe' });
    const hashes = [];
    for (const files of [[ours], [ours], []]) {
      const told = JSON.stringify(await stage({ texts, force: true, files }));
      hashes.push(/"evidenceHash":"([0-9a-f]{64})"/.exec(told)?.[1]);
    }
    expect(stagedAt(server)).toHaveLength(3);
    expect(hashes).toEqual([expect.any(String), hashes[0], expect.any(String)]);
    expect(hashes[2]).not.toBe(hashes[0]);
  });
});

describe('spending the submission', () => {
  test('is one request, whatever comes of it', async () => {
    for (const [answer, told] of [
      [(response) => json(response, 200, DISPUTE), { done: true, value: { id: 'dp_1', evidence: null } }],
      [(response) => json(response, 503, {}), { outcome: { kind: 'in_doubt', timedOut: false } }],
      [(response) => response.destroy(), { outcome: { kind: 'in_doubt', timedOut: false } }],
      [
        (response) => json(response, 200, { no: 'dispute' }),
        { outcome: { kind: 'in_doubt', timedOut: false } },
      ],
      [() => undefined, { outcome: { kind: 'in_doubt', timedOut: true } }],
      [
        (response) => json(response, 400, {}),
        { outcome: { kind: 'declined', failure: { kind: 'refused' } } },
      ],
      [
        (response) => json(response, 403, {}),
        { outcome: { kind: 'declined', failure: { kind: 'forbidden' } } },
      ],
      [
        (response) => json(response, 429, {}, { 'retry-after': '30' }),
        { outcome: { kind: 'declined', failure: { kind: 'rate_limited', retryAfter: 30_000 } } },
      ],
    ] satisfies [Change, object][]) {
      await using server = await whopHolding(answer, QUICK);
      expect(await rig.call('submitEvidence', REF, 'dp_1')).toMatchObject(told);
      expect(server.requests.map(({ path }) => path)).toEqual(['/disputes/dp_1/submit_evidence']);
    }
  });
});

describe('handing over', () => {
  test('gives the new case the texts before it hears of them', async () => {
    const paymentEvidence = await kept({ customer_name: 'Jane Doe' });
    const state = {
      ...newCase('whop:dispute.dp_1', 'whop', 'built-in', '2026-11-01T00:00:00.000Z'),
      paymentEvidence,
    };
    await rig.call('handOverCase', REF, 'whop:pay_2', state);
    expect(rig.handedOver).toMatchObject([
      { to: 'whop:pay_2', state: { id: 'whop:dispute.dp_1' }, texts: 1 },
    ]);
  });

  test('a file that is missing in the store is said to be missing, and nothing is uploaded', async () => {
    await using server = await whopHolding();
    expect(
      await rig.call('uploadEvidenceFile', REF, 'file_9', { slot: 'receipt', merchantId: null }),
    ).toMatchObject({
      done: false,
      failure: { message: expect.stringContaining('missing') },
    });
    expect(server.requests).toEqual([]);
  });
});
