import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decisions.ts';
import { edit, refuseEdit } from '../../src/domain/edits.ts';
import { refuseResolution, resolveDoubt } from '../../src/domain/resolution.ts';
import { HOUR } from '../../src/domain/instant.ts';
import type { DecisionRequest } from '../../src/domain/messages.ts';
import { settlingReadFailed, takeCall } from '../../src/domain/doubt.ts';
import {
  ANN,
  START,
  aFileIn,
  after,
  alertReading,
  attention,
  disputeIn,
  failure,
  fileRead,
  fileWith,
  reading,
  text,
} from './builders.ts';

const CHALLENGE: DecisionRequest = { decision: 'challenge', by: ANN };
const conflict = (message: RegExp) => ({ kind: 'conflict', message: expect.stringMatching(message) });
const invalid = (message: RegExp) => ({ kind: 'invalid', message: expect.stringMatching(message) });

/** A case of which a challenge was sent and nobody knows whether it arrived. */
function inDoubt() {
  const file = fileRead();
  decide(file, CHALLENGE, START);
  takeCall(file, disputeIn(file), { kind: 'in_doubt', timedOut: false }, START);
  return file;
}

test('an edit that changes nothing makes no revision', () => {
  const file = fileRead();
  edit(file, { fields: { notes: text('one') }, by: ANN }, START);
  const { revision } = disputeIn(file).draft;
  for (const fields of [{}, { notes: text('one') }, { refund_refusal_explanation: null }]) {
    expect(edit(file, { fields, by: ANN }, START).draft.revision).toBe(revision);
  }
  expect(edit(file, { fields: { notes: null }, by: ANN }, START).draft.revision).toBe(revision + 1);
});

describe('an edit is refused', () => {
  test.each([
    [
      'for a field the provider has not',
      { fields: { colour: text('x') } },
      invalid(/takes no field "colour"/),
    ],
    [
      'for a field every object has',
      { fields: { constructor: text('x') } },
      invalid(/no field "constructor"/),
    ],
    ['for a text that is too long', { fields: { notes: text('x', 20_001) } }, invalid(/20001 characters/)],
    ['for a slot the provider has not', { addFile: aFileIn('photo') }, invalid(/no slot "photo"/)],
    ['for a file that is not there', { removeFileId: 'file_9' }, { kind: 'not_found' }],
    ['on a revision that is no longer', { revision: 3, fields: {} }, conflict(/revision 0 by now/)],
    ['for a dispute this case has not', { disputeId: 'dp_9' }, { kind: 'not_found' }],
  ])('%s', (_, request, refusal) => {
    expect(refuseEdit(fileRead(), { ...request, by: ANN })).toMatchObject(refusal);
  });

  test('when all texts together are too long', () => {
    const file = fileRead();
    const names = Object.keys(file.capabilities.fields).slice(0, 8);
    const fields = Object.fromEntries(names.map((name) => [name, text(name, 19_000)]));
    expect(refuseEdit(file, { fields, by: ANN })).toMatchObject(invalid(/152000 characters/));
  });

  test('when the slot is full', () => {
    const file = fileRead();
    edit(file, { addFile: aFileIn('uncategorized_attachment'), by: ANN }, START);
    const second = { addFile: aFileIn('uncategorized_attachment', 'file_2'), by: ANN };
    expect(refuseEdit(file, second)).toMatchObject(conflict(/full/));
  });

  test('but not when the same file comes again: it is there already, and nothing changes', () => {
    const file = fileRead();
    const addFile = aFileIn('uncategorized_attachment');
    const { draft } = edit(file, { addFile, by: ANN }, START);
    const again = { addFile: { ...addFile, id: 'file_2' }, by: ANN };
    expect(refuseEdit(file, again)).toBeNull();
    expect(edit(file, again, START).draft).toEqual(draft);
    expect(draft.files).toEqual([addFile]);
    expect(refuseEdit(file, { addFile: { ...addFile, id: 'file_2', name: 'b.pdf' }, by: ANN })).toMatchObject(
      conflict(/full/),
    );
  });

  test('for a draft that goes on elsewhere, was answered or was ruled', () => {
    const file = fileWith([alertReading(), reading({ status: 'under_review' })]);
    const fields = { notes: text('x') };
    expect(refuseEdit(file, { disputeId: 'dspa_1', fields, by: ANN })).toMatchObject(conflict(/dp_1/));
    expect(refuseEdit(file, { disputeId: 'dp_1', fields, by: ANN })).toMatchObject(conflict(/given already/));
    const ruled = fileWith([reading({ status: 'won' })]);
    expect(refuseEdit(ruled, { fields, by: ANN })).toMatchObject(conflict(/ruled already/));
  });
});

describe('a person settles a doubt', () => {
  test('only when reading could not', () => {
    expect(refuseResolution(inDoubt(), { outcome: 'done', note: 'x', by: ANN })).toMatchObject({
      kind: 'conflict',
    });
  });

  test.each([
    ['done', { step: 'done', by: 'us' }],
    ['not_done', { step: 'preparing', attempts: 1 }],
  ] as const)('as %s', (outcome, submission) => {
    const file = inDoubt();
    settlingReadFailed(file, disputeIn(file), failure('forbidden'), after(HOUR));
    const request = { outcome, note: 'seen in the dashboard', by: ANN };
    expect(refuseResolution(file, request)).toBeNull();
    resolveDoubt(file, request, after(HOUR));
    expect(disputeIn(file).submission).toMatchObject(submission);
    expect(attention(file)).toEqual([]);
    expect(refuseResolution(file, request)).toMatchObject({ kind: 'conflict' });
  });
});
