import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseFile } from '../../src/domain/case-file.ts';
import { tick } from '../../src/domain/clock.ts';
import { canBeAnswered } from '../../src/domain/dispute.ts';
import { DAY, HOUR, type Instant } from '../../src/domain/instant.ts';
import { type DisputeReading, STAGES, STATUSES } from '../../src/domain/provider.ts';
import { takeDisputeReading } from '../../src/domain/reading.ts';
import {
  DEADLINE,
  PROVIDER,
  after,
  attention,
  beforeDeadline,
  disputeIn,
  fileRead,
  fileWith,
  noted,
  reading,
  warning,
} from './builders.ts';

function take(file: CaseFile, told: DisputeReading, now: Instant): void {
  takeDisputeReading(file, disputeIn(file, told.id), told, now, PROVIDER);
}

describe('a reading', () => {
  test('taken twice changes nothing the second time, whatever it says', () => {
    const any = fc.record({
      stage: fc.constantFrom(...STAGES),
      status: fc.constantFrom(...STATUSES),
      providerStatus: fc.constantFrom('needs_response', 'odd'),
      editable: fc.constantFrom(true, false, null),
      settledByNetwork: fc.boolean(),
      respondBy: fc.constantFrom(null, DEADLINE, after(-DAY), after(9 * DAY)),
    });
    fc.assert(
      fc.property(any, any, (first, second) => {
        const file = fileWith([reading(first)]);
        take(file, reading(second), after(HOUR));
        const before = structuredClone(file.state);
        take(file, reading(second), after(2 * HOUR));
        expect(file.state).toEqual(before);
      }),
    );
  });

  test.each(['other', 'a_new_word'])(
    'with the status %s keeps the raw word and changes nothing else',
    (word) => {
      const file = fileWith();
      take(
        file,
        reading({ stage: 'other', status: 'other', providerStatus: word, editable: true }),
        after(HOUR),
      );
      expect(disputeIn(file)).toMatchObject({
        stage: 'chargeback',
        status: 'needs_response',
        providerStatus: word,
        ruling: null,
      });
      expect(canBeAnswered(disputeIn(file))).toBe(true);
    },
  );

  test('of a stage nobody knows opens no new phase: what was answered stays answered', () => {
    const file = fileWith([reading({ status: 'under_review' })]);
    take(file, reading({ stage: 'other', status: 'needs_response' }), after(DAY));
    expect(disputeIn(file)).toMatchObject({ stage: 'chargeback', submission: { step: 'done' } });
  });

  test('without a word on editing takes nothing back', () => {
    const file = fileWith([reading({ editable: false })]);
    take(file, reading({ editable: null }), after(HOUR));
    expect(canBeAnswered(disputeIn(file))).toBe(false);
    take(file, reading({ editable: true }), after(2 * HOUR));
    expect(canBeAnswered(disputeIn(file))).toBe(true);
  });
});

describe('phases', () => {
  test('a warning that becomes formal is answered anew, and what was sent before is remembered', () => {
    const file = fileWith([warning({ status: 'under_review' })]);
    take(file, reading({ respondBy: after(40 * DAY) }), after(DAY));
    const dispute = disputeIn(file);
    expect(dispute).toMatchObject({ stage: 'chargeback', decision: null, submission: null });
    expect(dispute.earlierSubmissions).toEqual([{ stage: 'alert', at: after(0) }]);
    expect(canBeAnswered(dispute)).toBe(true);
  });

  test.each(['alert', 'inquiry'] as const)('a chargeback never becomes an %s again', (stage) => {
    const file = fileWith([reading({ status: 'under_review' })]);
    take(file, reading({ stage, status: 'needs_response' }), after(DAY));
    expect(disputeIn(file)).toMatchObject({ stage: 'chargeback', status: 'under_review' });
  });

  test('a warning that closed and then became formal waits for an answer', () => {
    const file = fileWith([warning({ status: 'closed' })]);
    expect(disputeIn(file).ruling?.outcome).toBe('closed');
    take(file, reading(), after(DAY));
    expect(disputeIn(file)).toMatchObject({ stage: 'chargeback', ruling: null });
    expect(canBeAnswered(disputeIn(file))).toBe(true);
  });

  test('whether the last phase could be edited says nothing about the new one', () => {
    const file = fileWith([warning({ status: 'under_review', editable: false })]);
    take(file, reading({ editable: null }), after(DAY));
    expect(canBeAnswered(disputeIn(file))).toBe(true);
  });
});

describe('answered elsewhere', () => {
  test('under review without us is recorded and not answered again', () => {
    const file = fileWith();
    take(file, reading({ status: 'under_review' }), after(HOUR));
    expect(disputeIn(file).submission).toMatchObject({ step: 'done', by: 'elsewhere' });
    expect(noted(file)).toContain('answered_elsewhere');
    take(file, reading(), after(DAY));
    expect(canBeAnswered(disputeIn(file))).toBe(false);
  });

  test('editable false before the deadline means the same; after it, that the time is over', () => {
    const file = fileWith();
    take(file, reading({ editable: false }), after(HOUR));
    expect(noted(file)).toContain('answered_elsewhere');
    const late = fileWith();
    take(late, reading({ editable: false }), after(31 * DAY));
    expect(noted(late)).toContain('closed_for_answers');
    expect(canBeAnswered(disputeIn(late))).toBe(false);
  });

  test('asks nobody to complete the evidence any more', () => {
    const file = fileRead();
    tick(file, beforeDeadline(DAY));
    expect(attention(file)).toEqual(['evidence_incomplete']);
    take(file, reading({ status: 'under_review' }), beforeDeadline(HOUR));
    expect(attention(file)).toEqual([]);
  });

  test('a dispute the network has settled is never answered', () => {
    const file = fileWith([reading({ settledByNetwork: true })]);
    expect(canBeAnswered(disputeIn(file))).toBe(false);
    take(file, reading({ settledByNetwork: false }), after(HOUR));
    expect(canBeAnswered(disputeIn(file))).toBe(false);
  });
});

describe('the deadline', () => {
  test('that moves starts reminders, escalation and the half-way rule afresh', () => {
    const file = fileRead([reading({ editable: true })]);
    tick(file, beforeDeadline(HOUR));
    tick(file, after(31 * DAY));
    expect(disputeIn(file)).toMatchObject({ deadlinePassed: true, escalated: true });
    take(file, reading({ respondBy: after(60 * DAY) }), after(32 * DAY));
    expect(disputeIn(file)).toMatchObject({
      respondByKnownAt: after(32 * DAY),
      reminded: [],
      escalated: false,
      deadlinePassed: false,
    });
    expect(attention(file)).toEqual([]);
    expect(file.unrecorded.at(-1)?.data).toEqual({ from: DEADLINE, to: after(60 * DAY) });
  });

  test('that is named no more still counts, and a person is told until it is named again', () => {
    const file = fileWith();
    take(file, reading({ respondBy: null }), after(HOUR));
    tick(file, after(HOUR));
    expect(disputeIn(file).respondBy).toBe(DEADLINE);
    expect(attention(file)).toEqual(['deadline_unknown']);
    take(file, reading(), after(2 * HOUR));
    expect(attention(file)).toEqual([]);
  });
});

describe('a ruling', () => {
  test('that turns is followed, and the quiet period begins again', () => {
    const file = fileWith([reading({ status: 'lost' })]);
    take(file, reading({ status: 'won' }), after(DAY));
    expect(disputeIn(file).ruling).toEqual({ outcome: 'won', at: after(DAY) });
    expect(file.unrecorded.at(-1)).toMatchObject({ kind: 'ruled', data: { outcome: 'won', before: 'lost' } });
  });

  test('that is taken back leaves the one answer spent', () => {
    const file = fileWith([reading({ status: 'under_review' })]);
    take(file, reading({ status: 'lost' }), after(DAY));
    take(file, reading({ status: 'under_review' }), after(2 * DAY));
    expect(disputeIn(file).ruling).toBeNull();
    expect(noted(file)).toContain('reopened');
    take(file, reading(), after(3 * DAY));
    expect(canBeAnswered(disputeIn(file))).toBe(false);
  });

  test('of the other provider word for it changes nothing: only won, lost and closed rule', () => {
    const file = fileWith();
    take(file, reading({ status: 'other', stage: 'other', providerStatus: 'funds_reinstated' }), after(DAY));
    expect(disputeIn(file).ruling).toBeNull();
  });
});
