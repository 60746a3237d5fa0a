import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MESSAGE } from '../../src/domain/messages.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { noted, opened, submitted } from './story.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk();
});
afterAll(() => desk.close());

/** Sends a Signal as somebody types it into the Temporal UI. */
const type = (caseId: string, name: string, ...args: unknown[]) =>
  desk.handleOf(caseId).signal(name, ...args);

describe.concurrent('acts typed into the Temporal UI', () => {
  test('edit and decide like any other, their words kept out of the history', async () => {
    const story = await opened(desk, 'dispute_won');
    await type(story.caseId, MESSAGE.editEvidence, {
      fields: { notes: 'Typed by hand.', billing_address: '' },
      by: 'carla',
    });
    const edited = await noted(desk, story.caseId, 'evidence_edited');
    expect(edited.actor).toEqual({ type: 'person', id: 'carla', via: 'temporal' });
    await type(story.caseId, MESSAGE.decide, { decision: 'challenge', evidence_revision: 3, by: 'carla' });
    const { decision, draft } = await submitted(desk, story);
    expect(decision?.by).toEqual({ type: 'person', id: 'carla', via: 'temporal' });
    expect(draft.fields['billing_address'], 'an empty text clears').toBeUndefined();
    expect((await desk.held(story.disputeId))['notes']).toBe('Typed by hand.');
  });

  test.for<[string, string, unknown[], RegExp]>([
    ['a decision that is no object', MESSAGE.decide, ['challenge'], /A decision is an object such as/],
    ['a decision without arguments', MESSAGE.decide, [], /A decision is an object such as/],
    [
      'a decision nobody knows',
      MESSAGE.decide,
      [{ decision: 'surrender' }],
      /"decision" must be one of challenge,/,
    ],
    ['conceding without the word', MESSAGE.decide, [{ decision: 'concede' }], /Conceding cannot be undone/],
    [
      'a decision on a stale revision',
      MESSAGE.decide,
      [{ decision: 'challenge', evidenceRevision: 1 }],
      /at revision 2 by now, not 1/,
    ],
    [
      'a decision about no dispute of this case',
      MESSAGE.decide,
      [{ decision: 'challenge', disputeId: 'dp_x' }],
      /has no dispute dp_x/,
    ],
    ['an edit without fields', MESSAGE.editEvidence, [{ notes: 'x' }], /An edit is an object such as/],
    ['an edit of no arguments', MESSAGE.editEvidence, [], /An edit is an object such as/],
    [
      'an edit with a number for a text',
      MESSAGE.editEvidence,
      [{ fields: { notes: 7 } }],
      /"notes" must be a text, or null/,
    ],
    [
      'an edit of a field nobody takes',
      MESSAGE.editEvidence,
      [{ fields: { colour: 'red' } }],
      /takes no field "colour"/,
    ],
  ])('%s is refused, and the refusal stands in the time line', async ([, name, args, sentence]) => {
    const story = await opened(desk, 'dispute_won');
    await type(story.caseId, name, ...args);
    const { summary, actor, data } = await noted(desk, story.caseId, 'act_refused');
    expect(summary).toMatch(/^Not done: /);
    expect(summary).toMatch(sentence);
    expect(data).toEqual({ act: name });
    expect(actor).toMatchObject({ type: 'person', via: 'temporal' });
    expect((await desk.stateOf(story.caseId))?.disputes).toMatchObject([
      { decision: null, draft: { revision: 2 } },
    ]);
  });

  test('a second decision is refused with the first one’s name', async () => {
    const story = await opened(desk, 'dispute_won');
    await desk.challenge(story.caseId);
    await type(story.caseId, MESSAGE.decide, { decision: 'concede', confirm: 'concede', by: 'carla' });
    expect((await noted(desk, story.caseId, 'act_refused')).summary).toMatch(
      /^Not done: It was decided already: challenge, by ada at /,
    );
  });

  test.for<[string, unknown[]]>([
    ['nothing', []],
    ['a word', ['dispute.created']],
    ['an object of another kind', [{ id: 'evt_1', hello: 'world' }]],
  ])('a message for programs that is %s is refused, and stops nothing', async ([, args]) => {
    const story = await opened(desk, 'dispute_won');
    await type(story.caseId, MESSAGE.providerEvent, ...args);
    await type(story.caseId, MESSAGE.adopt, ...args);
    await noted(desk, story.caseId, 'act_refused', 2);
    await desk.challenge(story.caseId);
    await submitted(desk, story);
  });

  test.for<[string, unknown]>([
    [MESSAGE.decide, { decision: 'challenge' }],
    [MESSAGE.decide, undefined],
    [MESSAGE.editEvidence, { fields: { notes: 'x' }, by: 'carla' }],
    [MESSAGE.resolve, { outcome: 'done' }],
  ])('an Update %s of %j is refused, and stops nothing', async ([name, request]) => {
    const story = await opened(desk, 'dispute_won');
    const update = desk.handleOf(story.caseId).executeUpdate(name, { args: [request] });
    await expect(update).rejects.toThrow(WorkflowUpdateFailedError);
    await update.catch(({ cause }) =>
      expect(cause.message).toMatch(/by hand, send the Signal of the same name\.$/),
    );
    await desk.challenge(story.caseId);
    await submitted(desk, story);
  });
});
