import { setTimeout as sleep } from 'node:timers/promises';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Dispute } from '../../src/domain/case.ts';
import { DAY, type Millis, millis, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { TIMING } from '../../src/providers/whop/client.ts';
import type { FaultRuleInput } from '../../src/sandbox/faults/rule.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { cutAfter, failBefore, type Fault } from '../setup/faults.ts';
import { type Answering, ANSWERING } from './every-provider.ts';
import { eventually, noted, opened, ruled, type Story } from './story.ts';

const PDF = Buffer.from('%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n');

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
const runs = Number(process.env['RUNS'] ?? 6);

/** What can befall a call, as the sandbox's fault rules name it. */
const CALL_FAULTS = [
  'delay',
  'cut_before',
  'cut_after',
  'error_before',
  'error_after',
  'rate_limit',
  'not_json',
  'nonsense',
  'hang',
  'hang_before',
] as const;

/** Reads lag in real time, while a watch of minutes passes here in moments: what is waited in between is longer than this. */
const LAG: Millis = SECOND / 4;

const WEBHOOK_FAULTS = ['drop', 'duplicate', 'reorder'] as const;
type WebhookFault = (typeof WEBHOOK_FAULTS)[number];
const WEBHOOK_TROUBLE: readonly (readonly WebhookFault[])[] = [
  [],
  ['drop'],
  ['duplicate'],
  ['reorder'],
  ['drop', 'duplicate'],
  ['reorder', 'drop'],
];

/** What goes wrong at a provider while a dispute is answered. */
interface Trouble {
  readonly calls: readonly FaultRuleInput[];
  readonly readsLag: boolean;
  /** What befalls each webhook from the answer on, in their order; null for nothing. */
  readonly webhooks: readonly (WebhookFault | null)[];
}

/** At least one call of the act itself goes wrong; others may. */
function anyTrouble(act: string, others: readonly string[]): fc.Arbitrary<Trouble> {
  return fc.record({
    calls: fc
      .tuple(aFault([act]), fc.array(aFault([act, ...others]), { maxLength: 2 }))
      .map(([first, more]) => [{ ...first, skip: 0 }, ...more]),
    readsLag: fc.boolean(),
    webhooks: fc.array(fc.option(fc.constantFrom(...WEBHOOK_FAULTS)), { minLength: 1, maxLength: 4 }),
  });
}

function aFault(routes: readonly string[]): fc.Arbitrary<FaultRuleInput> {
  return fc.record({
    route: fc.constantFrom(...routes),
    fault: fc.constantFrom(...CALL_FAULTS),
    skip: fc.nat({ max: 1 }),
    times: fc.integer({ min: 1, max: 2 }),
  });
}

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ timing: { ...TIMING, read: SECOND, change: SECOND } });
  await desk.settings('wepay', { rate_limit: null, unique_keys: 'ignored' });
});
afterAll(() => desk.close());

/** A dispute with a text and a file, not decided on yet. */
async function drafted({ winning, capabilities }: Answering): Promise<Story> {
  const story = await opened(desk, winning);
  const [field = ''] = Object.keys(capabilities.fields);
  expect((await desk.edit(story.caseId, { [field]: 'It was delivered and signed for.' })).status).toBe(200);
  const [slot = ''] = Object.keys(capabilities.slots);
  const form = new FormData();
  form.set('slot', slot);
  form.set('file', new Blob([PDF]), 'proof.pdf');
  expect((await desk.request('POST', `/api/v1/disputes/${story.caseId}/files`, form)).status).toBe(201);
  return story;
}

/** Lets everything of it happen to one dispute from here on. */
function befall(story: Story, { calls, readsLag, webhooks }: Trouble, provider: Answering): void {
  const { disputeId } = story;
  for (const rule of calls) desk.faultRules.add({ ...rule, object: disputeId });
  if (readsLag)
    desk.faultRules.add({ route: provider.calls.read, fault: 'lag', object: disputeId, after_ms: LAG });
  for (const fault of webhooks) tellBadly(story, fault, true);
}

/** @param once - else over and over */
function tellBadly({ disputeId }: Story, fault: WebhookFault | null, once: boolean): void {
  const rule = { route: '*', object: disputeId, ...(once && { times: 1 }) };
  if (fault === null) desk.faultRules.add({ ...rule, fault: 'late', after_ms: 0 });
  else if (fault === 'reorder') desk.faultRules.add({ ...rule, fault, after_ms: SECOND });
  else desk.faultRules.add({ ...rule, fault });
}

/** Lets time pass until the answer is given. */
async function answered({ caseId, disputeId }: Story, { readsLag }: Trouble): Promise<Dispute> {
  return await eventually(async () => {
    await sleep(LAG + 100);
    const state = await desk.stateOf(caseId);
    if (state === null) throw new Error(`${caseId} is not there`);
    const dispute = disputeOf(state, disputeId);
    if (dispute.submission?.step === 'done') return dispute;
    await desk.skip(caseId, readsLag ? partOfWatch(dispute) : 5 * MINUTE);
    throw new Error(`${caseId} is not answered: ${JSON.stringify([dispute.submission, state.attention])}`);
  });
}

/** Less than a doubt is watched for: where reads lag, some real time has to pass before the last look. */
function partOfWatch({ submission }: Dispute): Millis {
  return submission?.step === 'doubt'
    ? Math.ceil((millis(submission.until) - millis(submission.since)) / 4)
    : 15 * SECOND;
}

/** The provider moves on to the end of its scenario, and the case gets there by reading, whatever webhooks were lost. */
async function playedOut({ caseId, run }: Story): Promise<void> {
  for (let next: string | null = ''; next !== null;) ({ next } = await desk.advance(run));
  await sleep(LAG);
  await desk.skip(caseId, 4 * DAY);
}

async function nobodyIsAsked({ caseId }: Story): Promise<void> {
  const { body } = await desk.show(caseId);
  expect(body.attention, 'reads gave their proof').toEqual([]);
}

describe.each(ANSWERING)(`$label, whatever goes wrong (seed ${seed})`, (provider) => {
  const { calls, capabilities } = provider;
  const { challenge, concede, read, staging } = calls;
  const troubles = fc.sample(anyTrouble(challenge, [read, ...staging]), { numRuns: runs, seed });

  test.concurrent.each(troubles)(
    'a challenge is sent once and goes on to its ruling: %j',
    async (trouble) => {
      const story = await drafted(provider);
      befall(story, trouble, provider);
      expect((await desk.challenge(story.caseId)).status).toBe(202);
      const dispute = await answered(story, trouble);
      expect(dispute).toMatchObject({ status: 'under_review', submission: { by: 'us' } });
      expect(await desk.spent(story.disputeId)).toBe(1);
      await nobodyIsAsked(story);

      await playedOut(story);
      await ruled(desk, story, 'won');
      expect(await desk.spent(story.disputeId)).toBe(1);
      expect(await desk.conceded(story.disputeId)).toBe(0);
      await nobodyIsAsked(story);
    },
  );

  test.concurrent(
    'a challenge nobody can read the end of asks a person, and is settled by the first good read',
    async () => {
      const story = await drafted(provider);
      desk.faultRules.add({ route: '*', object: story.disputeId, fault: 'drop' });
      const outage = Promise.withResolvers<() => void>();
      const cutOff: Fault = (work) => {
        outage.resolve(desk.faults.add(read, story.disputeId, failBefore));
        return cutAfter(work);
      };
      desk.faults.add(challenge, story.disputeId, cutOff, 1);
      await desk.challenge(story.caseId);
      await noted(desk, story.caseId, 'submission_in_doubt');
      await desk.skip(story.caseId, 20 * MINUTE);
      const { body } = await desk.show(story.caseId);
      expect(body.attention.map(({ kind }: { kind: string }) => kind)).toContain('submission_unsettled');
      (await outage.promise)();
      expect(await answered(story, { calls: [], readsLag: false, webhooks: [] })).toMatchObject({
        status: 'under_review',
      });
      expect(await desk.spent(story.disputeId)).toBe(1);
      await nobodyIsAsked(story);
    },
  );

  describe.runIf(capabilities.concede === 'call')('where conceding is a call', () => {
    const fatal = fc.sample(anyTrouble(concede ?? '', [read]), { numRuns: Math.ceil(runs / 2), seed });

    test.concurrent.each(fatal)('a concession is made once and the dispute is lost: %j', async (trouble) => {
      const story = await opened(desk, provider.winning);
      befall(story, trouble, provider);
      const decision = { decision: 'concede', confirm: 'concede' };
      expect((await desk.decide(story.caseId, decision)).status).toBe(202);
      await answered(story, trouble);
      expect(await ruled(desk, story, 'lost')).toMatchObject({ submission: { by: 'us' } });
      await desk.skip(story.caseId, DAY);
      expect(await desk.conceded(story.disputeId)).toBe(1);
      expect(await desk.spent(story.disputeId)).toBe(0);
      await nobodyIsAsked(story);
    });
  });

  describe.runIf(capabilities.concede === 'lapse')('where conceding means answering nothing', () => {
    test.concurrent('a concession makes no call that spends anything, and the loss is read', async () => {
      const story = await opened(desk, provider.turning);
      await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' });
      desk.faultRules.add({ route: '*', object: story.disputeId, fault: 'drop' });
      await desk.advance(story.run);
      await desk.skip(story.caseId, DAY);
      await ruled(desk, story, 'lost');
      expect(await desk.calls(challenge, story.disputeId)).toEqual([]);
    });
  });

  test.concurrent('its webhooks lost, doubled and out of order end the same', async () => {
    const ends = await Promise.all(WEBHOOK_TROUBLE.map((faults) => toldBy(provider, faults)));
    for (const end of ends) expect(end).toEqual(ends[0]);
    expect(ends[0]).toMatchObject({ status: 'won', ruling: 'won' });
  });
});

/** Plays a dispute's turning life: a single fault befalls all its webhooks, of several each befalls one. Answers with how the case ends. */
async function toldBy({ turning }: Answering, faults: readonly WebhookFault[]): Promise<object> {
  const story = await opened(desk, turning);
  for (const fault of faults) tellBadly(story, fault, faults.length > 1);
  await playedOut(story);
  await ruled(desk, story, 'won');
  const { body } = await desk.show(story.caseId);
  const [dispute] = body.disputes;
  return {
    status: body.status,
    attention: body.attention,
    ruling: dispute.ruling,
    count: body.disputes.length,
  };
}
