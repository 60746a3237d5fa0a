import { describe, expect, test } from 'vitest';
import { applyDecision } from '../../src/domain/decisions.ts';
import { edit } from '../../src/domain/edits.ts';
import { tick } from '../../src/domain/clock.ts';
import { reminders } from '../../src/domain/deadline.ts';
import { DAY, HOUR, MINUTE, type Millis } from '../../src/domain/instant.ts';
import type { OnSilence } from '../../src/domain/policy.ts';
import { preparationFailed } from '../../src/domain/preparation.ts';
import {
  ANN,
  DEADLINE,
  START,
  after,
  alertReading,
  attention,
  beforeDeadline,
  disputeIn,
  failure,
  fileRead,
  fileWith,
  noted,
  reading,
  text,
} from './builders.ts';

/** What a fraud complaint's answer needs. */
const COMPLETE = {
  customer_name: 'Jane',
  customer_email_address: 'jane@example.com',
  product_description: 'a year of it',
  access_activity_log: 'signed in',
};

const silence = (onSilence: OnSilence, margin: Millis = DAY) => ({
  response: { margin, reminders: [7 * DAY, 3 * DAY, DAY, 6 * HOUR], onSilence },
});

const closesIn = (left: Millis) => disputeIn(fileWith([reading({ respondBy: after(left) })]));

describe('when nobody decided', () => {
  test('the policy answers at the margin when the evidence is complete, and no moment earlier', () => {
    const file = fileRead([reading()], { holding: COMPLETE });
    tick(file, beforeDeadline(DAY + 1));
    expect(disputeIn(file).decision).toBeNull();
    tick(file, beforeDeadline(DAY));
    expect(disputeIn(file)).toMatchObject({
      decision: { kind: 'challenge', by: { type: 'policy', id: 'built-in', via: 'timer' } },
      submission: { step: 'preparing' },
    });
  });

  test('incomplete evidence is escalated once, and answered as soon as it is complete', () => {
    const file = fileRead([reading()], { holding: { ...COMPLETE, customer_name: '' } });
    edit(file, { fields: { customer_name: null }, by: ANN }, after(DAY));
    tick(file, beforeDeadline(DAY));
    tick(file, beforeDeadline(DAY - HOUR));
    expect(noted(file).filter((kind) => kind === 'needs_attention')).toHaveLength(1);
    expect(file.state.attention[0]?.reason).toContain('customer_name');
    edit(file, { fields: { customer_name: text('Jane') }, by: ANN }, beforeDeadline(20 * HOUR));
    tick(file, beforeDeadline(20 * HOUR));
    expect(disputeIn(file).decision?.kind).toBe('challenge');
    expect(attention(file)).toEqual([]);
  });

  test('`submit` answers with what there is, `lapse` with nothing', () => {
    const submits = fileRead([reading()], { policy: silence('submit') });
    tick(submits, beforeDeadline(DAY));
    expect(disputeIn(submits).decision?.kind).toBe('challenge');
    const lapses = fileRead([reading()], { policy: silence('lapse'), holding: COMPLETE });
    tick(lapses, beforeDeadline(DAY));
    tick(lapses, DEADLINE);
    expect(disputeIn(lapses).decision).toBeNull();
    expect(attention(lapses)).toEqual([]);
    expect(noted(lapses).filter((kind) => kind === 'silence')).toHaveLength(1);
    expect(noted(lapses)).toContain('deadline_passed');
  });

  test('after the deadline the policy still answers while the provider says that it takes one', () => {
    const open = fileRead([reading({ respondBy: after(-DAY) })], { holding: COMPLETE });
    tick(open, START);
    expect(disputeIn(open).decision?.kind).toBe('challenge');
    const unsaid = fileRead([reading({ respondBy: after(-DAY), editable: null })], { holding: COMPLETE });
    tick(unsaid, START);
    expect(disputeIn(unsaid).decision).toBeNull();
  });

  test('waits for the first read, which brings what the provider and the payment tell', () => {
    const file = fileWith([reading({ respondBy: after(HOUR) })], { policy: silence('submit') });
    tick(file, after(HOUR / 2));
    expect(disputeIn(file).decision).toBeNull();
    file.state.read.failures = 1;
    tick(file, after(HOUR / 2));
    expect(disputeIn(file).decision?.kind).toBe('challenge');
  });
});

/** The policy answered with that much time left, and the provider refused it. */
function refusedAt(left: Millis) {
  const file = fileRead([reading()], { holding: COMPLETE });
  tick(file, beforeDeadline(left));
  preparationFailed(file, disputeIn(file), failure('refused'), beforeDeadline(left));
  expect(disputeIn(file)).toMatchObject({ decision: null, submission: null });
  return file;
}

describe('an answer of the policy that the provider refused', () => {
  test('is tried again after an hour, or as soon as the draft changes', () => {
    const file = refusedAt(DAY);
    tick(file, beforeDeadline(DAY - HOUR + 1));
    expect(disputeIn(file).decision).toBeNull();
    tick(file, beforeDeadline(DAY - HOUR));
    expect(disputeIn(file).decision?.kind).toBe('challenge');

    const edited = refusedAt(DAY);
    edit(edited, { fields: { notes: text('better') }, by: ANN }, beforeDeadline(DAY - MINUTE));
    tick(edited, beforeDeadline(DAY - MINUTE));
    expect(disputeIn(edited).decision?.kind).toBe('challenge');
  });

  test('is tried again before the deadline, however little is left', () => {
    const file = refusedAt(HOUR / 2);
    tick(file, beforeDeadline(HOUR / 4));
    expect(disputeIn(file).decision?.kind).toBe('challenge');
  });
});

describe('reminders', () => {
  test('go out once each, with the time that is left', () => {
    const file = fileRead();
    for (const left of [7 * DAY, 6 * DAY, 3 * DAY]) tick(file, beforeDeadline(left));
    const summaries = file.unrecorded.filter(({ kind }) => kind === 'reminder').map(({ summary }) => summary);
    expect(summaries).toEqual(['No decision yet, and 7 days left.', 'No decision yet, and 3 days left.']);
  });

  test('after an outage are one, not many', () => {
    const file = fileRead();
    tick(file, beforeDeadline(20 * HOUR));
    expect(noted(file).filter((kind) => kind === 'reminder')).toHaveLength(1);
    expect(disputeIn(file).reminded).toEqual([7 * DAY, 3 * DAY, DAY]);
  });

  test('that lay before the deadline became known are none', () => {
    const { policy } = fileWith();
    expect(reminders(closesIn(2 * DAY), policy)).toEqual([DAY, 6 * HOUR]);
    expect(reminders(closesIn(-DAY), policy)).toEqual([]);
  });

  test('stop with the decision', () => {
    const file = fileRead();
    const decision = { kind: 'concede', by: ANN, at: START, note: null, evidenceRevision: 0 } as const;
    applyDecision(file, disputeIn(file), decision);
    tick(file, beforeDeadline(HOUR));
    expect(noted(file)).not.toContain('reminder');
  });
});

describe('a deadline', () => {
  test('that passes without an answer is said once, and the provider is asked', () => {
    const file = fileRead();
    file.state.read.dueAt = after(60 * DAY);
    tick(file, DEADLINE);
    tick(file, after(31 * DAY));
    expect(noted(file).filter((kind) => kind === 'deadline_passed')).toHaveLength(1);
    expect(attention(file)).toContain('deadline_missed');
    expect(file.state.read.dueAt).toBe(DEADLINE);
  });

  test('that passes after conceding passes as decided', () => {
    const file = fileRead();
    const decision = { kind: 'concede', by: ANN, at: START, note: null, evidenceRevision: 0 } as const;
    applyDecision(file, disputeIn(file), decision);
    tick(file, DEADLINE);
    expect(file.unrecorded.at(-1)?.summary).toBe('The deadline passed, as decided.');
    expect(attention(file)).toEqual([]);
  });

  test('that nobody names, or that was past when it became known, needs a person, until one decides', () => {
    for (const [respondBy, kind] of [
      [null, 'deadline_unknown'],
      [after(-HOUR), 'deadline_past'],
    ] as const) {
      const file = fileRead([reading({ respondBy })]);
      tick(file, START);
      expect(attention(file)).toContain(kind);
      const decision = { kind: 'challenge', by: ANN, at: START, note: null, evidenceRevision: 0 } as const;
      applyDecision(file, disputeIn(file), decision);
      tick(file, after(HOUR));
      expect(attention(file)).not.toContain(kind);
    }
  });
});

test('an alert without a dispute ends after its window', () => {
  const file = fileWith([alertReading()]);
  tick(file, after(72 * HOUR - 1));
  expect(disputeIn(file).status).toBe('needs_response');
  tick(file, after(72 * HOUR));
  expect(disputeIn(file).status).toBe('closed');
});
