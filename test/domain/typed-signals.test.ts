import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readDecisionSignal, readEditSignal } from '../../src/domain/typed-signals.ts';

describe('a decision typed into the Temporal UI', () => {
  test('takes the words of the API as well as those of the code', () => {
    const typed = {
      decision: 'concede',
      dispute_id: 'dp_1',
      evidence_revision: 3,
      confirm: 'concede',
      by: 'ann',
    };
    const read = {
      decision: 'concede',
      disputeId: 'dp_1',
      evidenceRevision: 3,
      confirm: 'concede',
      by: { type: 'person', id: 'ann', via: 'temporal' },
    };
    expect(readDecisionSignal(typed)).toMatchObject(read);
    const { dispute_id: disputeId, evidence_revision: evidenceRevision, ...rest } = typed;
    expect(readDecisionSignal({ ...rest, disputeId, evidenceRevision })).toMatchObject(read);
  });

  test('without a name is an unnamed person’s', () => {
    expect(readDecisionSignal({ decision: 'challenge' })).toMatchObject({
      by: { id: 'unnamed', via: 'temporal' },
    });
  });

  test.each([
    [null, /object/],
    [['challenge'], /object/],
    [{ decision: 'fight' }, /must be one of challenge/],
    [{}, /must be one of/],
    [{ decision: 'concede', dispute_id: 7 }, /dispute_id/],
    [{ decision: 'challenge', evidenceRevision: '3' }, /evidenceRevision/],
  ])('%j is answered with a sentence rather than guessed at', (typed, sentence) => {
    expect(readDecisionSignal(typed)).toMatch(sentence);
  });
});

describe('an edit typed into the Temporal UI', () => {
  test('keeps texts, and clears what is null or empty', () => {
    expect(
      readEditSignal({ fields: { notes: 'x', service_date: null, billing_address: '' }, revision: 2 }),
    ).toMatchObject({
      revision: 2,
      disputeId: undefined,
      fields: { notes: 'x', service_date: null, billing_address: null },
    });
  });

  test.each([
    ['notes', /object/],
    [{ notes: 'x' }, /object/],
    [{ fields: { notes: 7 } }, /"notes" must be a text/],
    [{ fields: { notes: 'x' }, revision: '2' }, /revision/],
    [{ fields: { notes: 'x' }, disputeId: {} }, /disputeId/],
  ])('%j is answered with a sentence', (typed, sentence) => {
    expect(readEditSignal(typed)).toMatch(sentence);
  });
});

test('whatever is typed never throws', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (typed) => {
      readDecisionSignal(typed);
      readEditSignal(typed);
    }),
  );
});
