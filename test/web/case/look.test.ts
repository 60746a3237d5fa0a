import { expect, test } from 'vitest';
import type { ProposalView } from '../../../src/api/schemas/next-steps.ts';
import { type Look, whatChanged } from '../../../src/web/case/decide/use-look.ts';

const REA = { type: 'person', id: 'rea', via: 'page', name: 'rea', address: null };
const PROPOSED: ProposalView = {
  decision: 'challenge',
  by: REA,
  at: '2026-11-22T10:00:00.000Z',
  note: 'Used for weeks',
  evidence_revision: 9,
};
const LOOK: Look = { revision: 9, proposal: PROPOSED, isSaved: true };
const SAME = { revision: 9, proposal: PROPOSED, isSameWeight: true };

test('nothing has changed while revision, proposal and weight are the same', () => {
  expect(whatChanged(LOOK, SAME)).toBeNull();
  expect(whatChanged(LOOK, { ...SAME, proposal: { ...PROPOSED } })).toBeNull();
});

test.each([
  [
    'words that came into the draft behind the dialog',
    { ...SAME, revision: 10 },
    /revision 10 now.*revision 9/,
  ],
  ['a proposal that was taken back', { ...SAME, proposal: null }, /taken back/],
  [
    'one made anew',
    { ...SAME, proposal: { ...PROPOSED, at: '2026-11-22T10:05:00.000Z' } },
    /has changed or has lapsed/,
  ],
  ['a choice that counts for less by now', { ...SAME, isSameWeight: false }, /counts for/],
])('%s: nobody decides on it unseen', (_, now, sentence) => {
  expect(whatChanged(LOOK, now)).toMatch(sentence);
});

test('a proposal that came while one was about to decide alone is told of', () => {
  expect(whatChanged({ ...LOOK, proposal: null }, SAME)).toMatch(/has proposed this meanwhile/);
});
