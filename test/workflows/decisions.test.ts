import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, startDesk } from '../setup/desk.ts';
import { countOf, noted, opened, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

/** What a refused act is answered. */
const refusal = (status: number, detail: string | RegExp) => ({
  status,
  body: { status, detail: typeof detail === 'string' ? detail : expect.stringMatching(detail) },
});

describe.concurrent('decisions', () => {
  test('say who decided, by which way, when, why and on which revision', async () => {
    const story = await opened(desk, 'dispute_won');
    const answer = await desk.decide(
      story.caseId,
      { decision: 'challenge', evidence_revision: 2, note: 'They used it daily.' },
      { by: 'bob' },
    );
    expect(answer).toMatchObject({
      status: 202,
      body: { decision: 'challenge', dispute_id: story.disputeId, evidence_revision: 2, warnings: [] },
    });
    await submitted(desk, story);
    const { body } = await desk.show(story.caseId);
    expect(body.disputes[0].decision).toMatchObject({
      decision: 'challenge',
      by: { type: 'person', id: 'bob', via: 'api' },
      note: 'They used it daily.',
      evidence_revision: 2,
    });
  });

  test('what is merely weak is a warning', async () => {
    const story = await opened(desk, 'dispute_won', { reason: 'Product not as described' });
    const { status, body } = await desk.challenge(story.caseId);
    expect(status).toBe(202);
    expect(body.warnings).toEqual([
      'This complaint usually needs refund_policy_disclosure or refund_policy_attachment, which is empty.',
    ]);
    await submitted(desk, story);
  });

  test('two people at once: one is heard, the other is told who was', async () => {
    const story = await opened(desk, 'dispute_won');
    const answers = await Promise.all([
      desk.decide(story.caseId, { decision: 'challenge' }, { by: 'ada' }),
      desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' }, { by: 'bob' }),
    ]);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202, 409]));
    const won = answers[0].status === 202 ? 'challenge, by ada' : 'concede, by bob';
    const told = answers.find(({ status }) => status === 409);
    expect(told?.body.detail).toMatch(new RegExp(`^It was decided already: ${won} at `));
    await noted(desk, story.caseId, 'decided');
    expect(await countOf(desk, story.caseId, 'decided')).toBe(1);
  });

  test('the same key twice gets the same answer and has one effect; another decision under it is refused', async () => {
    const story = await opened(desk, 'dispute_won');
    const as = { headers: { 'idempotency-key': 'key-1' } };
    const decision = { decision: 'challenge', note: 'Once.' };
    const [first, second] = await Promise.all([
      desk.decide(story.caseId, decision, as),
      desk.decide(story.caseId, decision, as),
    ]);
    expect(first.status).toBe(202);
    expect(second.body).toEqual(first.body);
    await submitted(desk, story);
    const third = await desk.decide(story.caseId, decision, as);
    expect(third).toMatchObject({ status: 202, body: first.body });
    expect(await countOf(desk, story.caseId, 'decided')).toBe(1);
    expect(await desk.spent(story.disputeId)).toBe(1);
    expect(await desk.decide(story.caseId, { decision: 'ignore' }, as)).toMatchObject(
      refusal(422, 'This idempotency key was used for another decision: take a new key.'),
    );
  });

  test('a stale revision is refused, for a decision as for an edit', async () => {
    const story = await opened(desk, 'dispute_won');
    await desk.edit(story.caseId, { notes: 'Newer.' });
    expect(await desk.challenge(story.caseId, { evidence_revision: 2 })).toMatchObject(
      refusal(409, 'The evidence is at revision 3 by now, not 2: look at it again, then decide.'),
    );
    expect(await desk.edit(story.caseId, { notes: 'Older.' }, { revision: 2 })).toMatchObject(
      refusal(409, 'The evidence is at revision 3 by now, not 2: look at it again, then repeat your change.'),
    );
    expect((await desk.edit(story.caseId, { notes: 'Newest.' }, { revision: 3 })).status).toBe(200);
  });

  test('conceding needs the word, and cannot be taken back', async () => {
    const story = await opened(desk, 'dispute_lost');
    for (const confirm of [undefined, 'yes']) {
      const asked = await desk.decide(story.caseId, { decision: 'concede', confirm });
      expect(asked.status).toBe(422);
      expect(JSON.stringify(asked.body)).toContain('Conceding cannot be undone');
    }
    expect((await desk.decide(story.caseId, { decision: 'concede', confirm: 'concede' })).status).toBe(202);
    expect(await desk.challenge(story.caseId)).toMatchObject(
      refusal(409, /^It was decided already: concede, by ada at /),
    );
    expect(await desk.edit(story.caseId, { notes: 'After all?' })).toMatchObject(
      refusal(409, /was decided on by ada and is frozen\.$/),
    );
  });

  test('what makes no sense here is refused with a reason', async () => {
    const story = await opened(desk, 'dispute_won');
    const decide = (decision: string) => desk.decide(story.caseId, { decision });
    expect(await decide('refund')).toMatchObject(
      refusal(409, 'A disputed payment cannot be refunded; only an alert or a warning can be.'),
    );
    expect(await decide('ignore')).toMatchObject(refusal(409, 'It can be answered: challenge or concede.'));
    expect(await decide('submitted_elsewhere')).toMatchObject(
      refusal(409, 'Whop can be answered from here; what is answered there shows up by itself.'),
    );
    expect(await decide('surrender')).toMatchObject({ status: 422 });
  });

  test('edits the provider would not take are refused with a reason', async () => {
    const story = await opened(desk, 'dispute_won');
    expect(await desk.edit(story.caseId, { tracking_number: '1Z' })).toMatchObject(
      refusal(422, /^Whop takes no field "tracking_number"; it takes /),
    );
    expect(await desk.edit(story.caseId, { notes: 'x'.repeat(20_001) })).toMatchObject(
      refusal(422, '"notes" has 20001 characters; at most 20000 are taken.'),
    );
    const long = 'y'.repeat(20_000);
    const all = Object.fromEntries(
      ['notes', 'access_activity_log', 'product_description', 'refund_policy_disclosure', 'billing_address']
        .concat(['cancellation_policy_disclosure', 'refund_refusal_explanation', 'customer_name'])
        .map((name) => [name, long]),
    );
    expect(await desk.edit(story.caseId, all)).toMatchObject(
      refusal(422, /^All texts together have \d+ characters; at most 150000 are taken\.$/),
    );
    expect((await desk.show(story.caseId)).body.disputes[0].evidence.revision, 'nothing was taken').toBe(2);
  });

  test('once it is answered nothing more can be done', async () => {
    const story = await opened(desk, 'dispute_won');
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect(await desk.challenge(story.caseId)).toMatchObject(
      refusal(409, /^It was decided already: challenge, by ada/),
    );
    await desk.advance(story.run);
    await desk.until(story.caseId, 'won', (s) => s.disputes[0]?.ruling !== null);
    expect(await desk.edit(story.caseId, { notes: 'More.' })).toMatchObject(
      refusal(409, 'It has been ruled already: won.'),
    );
    const settle = await desk.request('POST', `/api/v1/disputes/${story.caseId}/resolution`, {
      outcome: 'done',
      note: 'For no reason.',
    });
    expect(settle).toMatchObject(refusal(409, 'Nothing here waits to be settled by a person.'));
  });

  test('a case that is over refuses acts, and one that never was is not found', async () => {
    const story = await opened(desk, 'warning_closes');
    await desk.advance(story.run);
    await desk.until(story.caseId, 'closed', ({ open }) => !open);
    await desk.handleOf(story.caseId).result();
    expect(await desk.challenge(story.caseId)).toMatchObject(refusal(409, /^This case is closed/));
    expect(await desk.challenge('whop:pay_nobody')).toMatchObject(refusal(404, 'There is no such case.'));
  });
});
