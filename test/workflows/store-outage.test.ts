import { afterAll, beforeAll, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/domain/instant.ts';
import { MESSAGE } from '../../src/domain/messages.ts';
import { StoreUnavailableError } from '../../src/store/errors.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { slowDown } from '../setup/faults.ts';
import { interposed } from '../setup/interposed.ts';
import { called, noted, opened, submitted, webhooksSent } from './story.ts';

let isDown = false;
let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({
    workerStore: (store) =>
      interposed(store, async () => {
        if (isDown) throw new StoreUnavailableError('The database does not answer.');
      }),
  });
});
afterAll(() => desk.close());

async function whileDown(work: () => Promise<void>): Promise<void> {
  isDown = true;
  try {
    await work();
  } finally {
    isDown = false;
  }
}

test('a store out of reach does not hold up an answer that is staged; what happened is written down later', async () => {
  const story = await opened(desk, 'dispute_won');
  desk.faults.add('disputes.submit_evidence', story.disputeId, slowDown(600), 1);
  await desk.challenge(story.caseId);
  await desk.until(story.caseId, 'staged and waiting', (s) => {
    const { submission } = disputeOf(s);
    return submission?.step === 'preparing' && submission.notBefore !== null;
  });
  await whileDown(async () => {
    await desk.skip(story.caseId, 11 * MINUTE);
    await called(desk, 'disputes.submit_evidence', story.disputeId, 2);
    expect(await desk.spent(story.disputeId)).toBe(1);
    const recorded = await desk.stateOf(story.caseId);
    expect(recorded && disputeOf(recorded).submission?.step, 'not written down yet').toBe('preparing');
  });
  await desk.skip(story.caseId, 5 * MINUTE);
  await submitted(desk, story);
  const seqs = (await desk.timelineOf(story.caseId)).map(({ seq }) => seq);
  expect(seqs, 'nothing is missing').toEqual(seqs.map((_seq, index) => index + 1));
});

test('a webhook that comes while the store is out of reach opens its case once it is back', async () => {
  let caseId = '';
  await whileDown(async () => {
    const { payment_id, dispute_ids } = await desk.scenario('dispute_won');
    caseId = `whop:${payment_id}`;
    const sent = async () =>
      (await desk.effects('webhook_sent', dispute_ids[0] ?? '')).map(({ detail }) => detail['answer']);
    await webhooksSent(desk, dispute_ids[0] ?? '', 1);
    expect(await sent()).toEqual([200]);
    expect(await desk.stateOf(caseId)).toBeNull();
  });
  await desk.until(caseId, 'open', (s) => disputeOf(s).prefilled);
});

test('a decision taken while the store is out of reach is carried out once it is back', async () => {
  const story = await opened(desk, 'dispute_won');
  await whileDown(async () => {
    expect((await desk.challenge(story.caseId)).status).toBe(202);
    expect((await desk.challenge(story.caseId)).status, 'it is known').toBe(409);
  });
  await desk.skip(story.caseId, HOUR);
  await submitted(desk, story);
  expect(await desk.spent(story.disputeId)).toBe(1);
});

test('words typed while the store is out of reach are refused rather than lost without a trace', async () => {
  const story = await opened(desk, 'dispute_won');
  await whileDown(async () => {
    const edit = { fields: { notes: 'Where do I go?' }, by: 'carla' };
    await desk.handleOf(story.caseId).signal(MESSAGE.editEvidence, edit);
    await desk.skip(story.caseId, MINUTE);
  });
  await desk.skip(story.caseId, HOUR);
  expect((await noted(desk, story.caseId, 'act_refused')).summary).toBe(
    'Not done: the store did not take the texts; send the edit again.',
  );
});
