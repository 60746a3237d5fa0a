import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { closed, countOf, noted, opened, ruled, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

describe.concurrent('rulings', () => {
  test('a dispute is opened, answered by a person, won, and closed after the quiet period', async () => {
    const story = await opened(desk, 'dispute_won');
    expect((await desk.challenge(story.caseId)).status).toBe(202);
    expect(await submitted(desk, story)).toMatchObject({ status: 'under_review', submission: { by: 'us' } });
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
    await desk.skip(story.caseId, 13 * DAY);
    expect((await desk.stateOf(story.caseId))?.open).toBe(true);
    await desk.skip(story.caseId, DAY + HOUR);
    await closed(desk, story.caseId);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test(
    'a ruling that takes 120 days is awaited, with rare reads, and nothing is answered twice',
    { timeout: 120_000 },
    async () => {
      const story = await opened(desk, 'dispute_won');
      await desk.challenge(story.caseId);
      await submitted(desk, story);
      const before = (await desk.calls('disputes.retrieve', story.disputeId)).length;
      await desk.skip(story.caseId, 120 * DAY);
      const reads = (await desk.calls('disputes.retrieve', story.disputeId)).length - before;
      expect(reads).toBeGreaterThanOrEqual(115);
      expect(reads).toBeLessThanOrEqual(125);
      expect((await desk.stateOf(story.caseId))?.disputes).toMatchObject([{ status: 'under_review' }]);
      await desk.advance(story.run);
      await ruled(desk, story, 'won');
      await desk.skip(story.caseId, 15 * DAY);
      await closed(desk, story.caseId);
      expect(await desk.spent(story.disputeId)).toBe(1);
    },
  );

  test('a ruling whose webhook was lost is found by a read', async () => {
    const story = await opened(desk, 'dispute_won');
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    await desk.overwrite(story.disputeId, { status: 'won', editable: false });
    await desk.skip(story.caseId, DAY + HOUR);
    await ruled(desk, story, 'won');
  });

  test('a lost dispute frees nobody to answer it, and asks for no attention', async () => {
    const story = await opened(desk, 'dispute_lost', { respond_in: '12h' });
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    expect((await desk.show(story.caseId)).body).toMatchObject({ status: 'lost', needs_attention: null });
    expect(await desk.challenge(story.caseId)).toMatchObject({
      status: 409,
      body: { detail: 'It has been ruled already: lost.' },
    });
    expect(await desk.edit(story.caseId, { notes: 'Too late.' })).toMatchObject({ status: 409 });
    await desk.skip(story.caseId, 15 * DAY);
    await closed(desk, story.caseId);
    expect(await desk.spent(story.disputeId)).toBe(0);
  });

  test('a dispute the customer withdraws is closed without a ruling for either', async () => {
    const story = await opened(desk, 'dispute_withdrawn');
    await desk.advance(story.run);
    await ruled(desk, story, 'closed');
    expect((await desk.show(story.caseId)).body).toMatchObject({ status: 'closed', open: true });
    await desk.skip(story.caseId, 15 * DAY);
    await closed(desk, story.caseId);
  });

  test('lost, then won within the quiet period: the ruling turns and the quiet period begins anew', async () => {
    const story = await opened(desk, 'lost_then_won');
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.skip(story.caseId, 10 * DAY);
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
    await desk.skip(story.caseId, 10 * DAY);
    expect((await desk.stateOf(story.caseId))?.open).toBe(true);
    await desk.skip(story.caseId, 5 * DAY);
    await closed(desk, story.caseId);
    const rulings = (await desk.timelineOf(story.caseId)).filter(({ kind }) => kind === 'ruled');
    expect(rulings.map(({ data }) => data)).toEqual([
      { outcome: 'lost', before: null },
      { outcome: 'won', before: 'lost' },
    ]);
  });

  test('lost, then won after the quiet period: a new run of the same case, and no second case', async () => {
    const story = await opened(desk, 'lost_then_won');
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.skip(story.caseId, 15 * DAY);
    await closed(desk, story.caseId);
    const first = await desk.handleOf(story.caseId).describe();
    await desk.advance(story.run);
    const won = await ruled(desk, story, 'won');
    expect(won.id).toBe(story.disputeId);
    const second = await desk.handleOf(story.caseId).describe();
    expect(second.runId).not.toBe(first.runId);
    const { data } = (await desk.request('GET', `/api/v1/disputes?q=${story.disputeId}`)).body;
    expect(data).toMatchObject([{ id: story.caseId, open: true, status: 'won' }]);
    expect(await countOf(desk, story.caseId, 'dispute_opened')).toBe(1);
    const seqs = (await desk.timelineOf(story.caseId)).map(({ seq }) => seq).toSorted((a, b) => a - b);
    expect(seqs, 'numbered on').toEqual(seqs.map((_seq, index) => index + 1));
  });

  test('a dispute answered in the dashboard is recorded as such and not answered again', async () => {
    const story = await opened(desk, 'answered_elsewhere', { respond_in: '2d' });
    await desk.advance(story.run);
    await noted(desk, story.caseId, 'answered_elsewhere');
    expect(await submitted(desk, story)).toMatchObject({
      status: 'under_review',
      submission: { by: 'elsewhere' },
    });
    expect(await desk.challenge(story.caseId)).toMatchObject({
      status: 409,
      body: { detail: 'The one answer was given already.' },
    });
    await desk.skip(story.caseId, 3 * DAY);
    await desk.advance(story.run);
    await ruled(desk, story, 'won');
    expect(await desk.calls('disputes.submit_evidence', story.disputeId)).toEqual([]);
    expect(await countOf(desk, story.caseId, 'answered_elsewhere')).toBe(1);
  });

  test('a ruling that is taken back opens the dispute again', async () => {
    const story = await opened(desk, 'dispute_lost');
    await desk.advance(story.run);
    await ruled(desk, story, 'lost');
    await desk.overwrite(story.disputeId, { status: 'needs_response', editable: true }, 'dispute.updated');
    await noted(desk, story.caseId, 'reopened');
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect(disputeOf((await desk.stateOf(story.caseId)) ?? raise(), story.disputeId).ruling).toBeNull();
  });

  test.for([
    ['other', 'other'],
    ['in_prearbitration', 'in_prearbitration'],
    ['missing', null],
  ])('a status that is %s is recorded and changes nothing', async ([, status]) => {
    const story = await opened(desk, 'dispute_won');
    await desk.overwrite(story.disputeId, { status }, 'dispute.updated');
    const state = await desk.until(
      story.caseId,
      'the raw word',
      (s) => disputeOf(s).providerStatus === (status ?? 'unknown'),
    );
    expect(disputeOf(state)).toMatchObject({ stage: 'chargeback', status: 'needs_response', ruling: null });
    expect((await desk.show(story.caseId)).body).toMatchObject({
      status: 'needs_response',
      answerable: true,
    });
  });
});

function raise(): never {
  throw new Error('no such case');
}
