import { describe, expect, test } from 'vitest';
import { CaseFile } from '../../src/domain/case-file.ts';
import { decide } from '../../src/domain/decisions.ts';
import { HOUR, MINUTE } from '../../src/domain/instant.ts';
import { plan } from '../../src/domain/plan.ts';
import { prepared } from '../../src/domain/preparation.ts';
import { resumeFromRecords, takeUnwritten } from '../../src/domain/records.ts';
import { ANN, PROVIDER, START, after, disputeIn, fileRead } from './builders.ts';

/** The same case as it was before: what is done to it from here on the other one does not know. */
function copyOf(file: CaseFile): CaseFile {
  return new CaseFile(structuredClone(file.state), file.policy, file.capabilities);
}

/** A case that was written down, by two runs that know the same. */
function twice(): readonly [CaseFile, CaseFile] {
  const file = fileRead();
  file.unrecorded = [];
  return [file, copyOf(file)];
}

const numbers = ({ unrecorded }: CaseFile) => unrecorded.map(({ seq, kind }) => [seq, kind]);

describe('a run that knows less than the records', () => {
  test('goes on from them, and first finds out what became of an answer that was ready', () => {
    const [records, stale] = twice();
    decide(records, { decision: 'challenge', by: ANN }, START);
    prepared(records, disputeIn(records), 'hash', START);
    const { nextSeq } = records.state;
    stale.note(after(HOUR), 'reminder', PROVIDER, 'Soon.');

    const behind = { why: 'behind', state: records.state, told: records.unrecorded } as const;
    expect(takeUnwritten(stale, behind, after(HOUR))).toBe(true);
    expect(disputeIn(stale)).toMatchObject({
      decision: { kind: 'challenge' },
      submission: { step: 'doubt' },
    });
    expect(numbers(stale)).toEqual([
      [nextSeq, 'submission_in_doubt'],
      [nextSeq + 1, 'records_followed'],
    ]);
    expect(plan(stale, after(HOUR + MINUTE)).do).toBe('settle');
  });

  test('keeps its own state where it knows all they know, and adds what it knows besides', () => {
    const [records, again] = twice();
    const { nextSeq } = records.state;
    records.note(START, 'reminder', PROVIDER, 'Soon.');
    again.note(after(MINUTE), 'event_received', PROVIDER, 'Another one.');
    again.note(after(MINUTE), 'reminder', PROVIDER, 'Soon.');
    decide(again, { decision: 'challenge', by: ANN }, after(MINUTE));

    const behind = { why: 'behind', state: records.state, told: records.unrecorded } as const;
    expect(takeUnwritten(again, behind, after(MINUTE))).toBe(false);
    expect(disputeIn(again).submission).toMatchObject({ step: 'preparing' });
    expect(numbers(again)).toEqual([
      [nextSeq + 1, 'event_received'],
      [nextSeq + 2, 'decided'],
    ]);
    expect(again.state.nextSeq).toBe(nextSeq + 3);
  });

  test('reads its provider at once when it is open', () => {
    const file = fileRead();
    file.state.read.dueAt = after(72 * HOUR);
    resumeFromRecords(file, after(HOUR));
    expect(plan(file, after(HOUR)).do).toBe('read');
  });
});
