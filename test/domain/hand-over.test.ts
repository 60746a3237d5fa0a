import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decisions.ts';
import { edit } from '../../src/domain/edits.ts';
import { adopt, handOverTarget } from '../../src/domain/hand-over.ts';
import { HOUR } from '../../src/domain/instant.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import { plan } from '../../src/domain/plan.ts';
import { takeReadResult } from '../../src/domain/reads.ts';
import { takeCall, takeSettlingRead } from '../../src/domain/doubt.ts';
import { prepared } from '../../src/domain/preparation.ts';
import { visibleDisputes } from '../../src/domain/summary.ts';
import {
  ANN,
  START,
  after,
  alertReading,
  disputeIn,
  emptyFile,
  event,
  fileRead,
  fileWith,
  held,
  noted,
  readResult,
  reading,
  text,
} from './builders.ts';

const NAMELESS = reading({ paymentId: null });

/** A case that began before its payment was known, with a first look taken. */
function provisional() {
  const file = fileWith([NAMELESS], { id: 'whop:dispute.dp_1' });
  takeReadResult(file, readResult({ disputes: [{ ...NAMELESS, evidence: held() }] }), START);
  return file;
}

const decided = () => {
  const file = provisional();
  edit(file, { fields: { notes: text('ours') }, by: ANN }, START);
  decide(file, { decision: 'challenge', idempotencyKey: 'k1', by: ANN }, START);
  return file;
};

describe('a case whose payment becomes known late', () => {
  test('is handed over before anything else is done', () => {
    const file = decided();
    expect(handOverTarget(file)).toBeNull();
    takeReadResult(file, readResult({ disputes: [reading({ evidence: held() })] }), after(HOUR));
    expect(plan(file, after(HOUR))).toEqual({ do: 'hand_over', to: 'whop:pay_1' });
    file.state.movedTo = 'whop:pay_1';
    expect(plan(file, after(HOUR))).toEqual({ do: 'finish' });
  });

  test('that hears more after it was handed over hands that over as well', () => {
    const file = decided();
    file.state.paymentId = 'pay_1';
    file.state.movedTo = 'whop:pay_1';
    takeEvent(file, event(NAMELESS), after(HOUR));
    expect(plan(file, after(HOUR))).toEqual({ do: 'hand_over', to: 'whop:pay_1' });
  });

  test('whose payment was known from the start is never handed over', () => {
    expect(handOverTarget(fileWith())).toBeNull();
  });
});

describe('the case that takes it in', () => {
  test('goes on with draft, decision, keys and events', () => {
    const from = decided();
    const file = emptyFile();
    adopt(file, from.state, after(HOUR));
    expect(disputeIn(file)).toMatchObject({
      draft: { fields: { notes: text('ours') } },
      decision: { kind: 'challenge' },
      submission: { step: 'preparing' },
    });
    expect(file.state).toMatchObject({
      open: true,
      seenEvents: from.state.seenEvents,
      read: { dueAt: after(HOUR) },
    });
    expect(decide(file, { decision: 'challenge', idempotencyKey: 'k1', by: ANN }, after(HOUR))).toMatchObject(
      {
        disputeId: 'dp_1',
      },
    );
  });

  test('takes it in twice as if once', () => {
    const from = decided().state;
    const file = fileRead([reading({ id: 'dp_2' })]);
    adopt(file, structuredClone(from), after(HOUR));
    const once = structuredClone({ ...file.state, nextSeq: 0 });
    adopt(file, structuredClone(from), after(HOUR));
    expect({ ...file.state, nextSeq: 0 }).toEqual(once);
    expect(visibleDisputes(file.state)).toHaveLength(2);
  });

  test('believes whoever went further with a dispute both know', () => {
    const behind = fileRead();
    edit(behind, { fields: { notes: text('behind') }, by: ANN }, START);
    adopt(behind, decided().state, after(HOUR));
    expect(disputeIn(behind)).toMatchObject({
      draft: { fields: { notes: text('ours') } },
      decision: { kind: 'challenge' },
    });

    const ahead = fileRead();
    decide(ahead, { decision: 'challenge', by: ANN }, START);
    prepared(ahead, disputeIn(ahead), 'hash', START);
    takeCall(ahead, disputeIn(ahead), { kind: 'in_doubt', timedOut: false }, START);
    adopt(ahead, decided().state, after(HOUR));
    expect(disputeIn(ahead).submission?.step).toBe('doubt');
  });

  test('does not take an answer of the other case for somebody else’s', () => {
    const sent = decided();
    prepared(sent, disputeIn(sent), 'hash', START);
    takeCall(
      sent,
      disputeIn(sent),
      { kind: 'answered', reading: reading({ paymentId: null, status: 'under_review' }) },
      START,
    );
    const file = fileWith([reading({ status: 'under_review' })]);
    expect(disputeIn(file).submission).toMatchObject({ by: 'elsewhere' });
    adopt(file, sent.state, after(HOUR));
    expect(disputeIn(file).submission).toMatchObject({ by: 'us' });
  });

  test('asks nobody about an answer in doubt when the bank has ruled meanwhile', () => {
    const sent = decided();
    prepared(sent, disputeIn(sent), 'hash', START);
    takeCall(sent, disputeIn(sent), { kind: 'in_doubt', timedOut: false }, START);
    const won = reading({ status: 'won' });
    const file = fileRead([won]);
    adopt(file, sent.state, after(HOUR));
    expect(disputeIn(file)).toMatchObject({ ruling: { outcome: 'won' }, submission: { step: 'doubt' } });
    file.changed = false;
    takeSettlingRead(file, disputeIn(file), won, after(2 * HOUR));
    expect(disputeIn(file).submission).toMatchObject({ step: 'done', by: 'unknown' });
    expect(file.state.attention).toEqual([]);
    expect(file.changed, 'it is written down').toBe(true);
  });

  test('joins an alert with the dispute that was here before it, its draft included', () => {
    const from = fileWith([alertReading({ paymentId: null })], { id: 'whop:alert.dspa_1' });
    edit(from, { fields: { notes: text('from the alert') }, by: ANN }, START);
    const file = fileRead();
    adopt(file, from.state, after(HOUR));
    expect(visibleDisputes(file.state).map(({ id }) => id)).toEqual(['dp_1']);
    expect(disputeIn(file, 'dp_1').draft.fields).toEqual({ notes: text('from the alert') });
  });

  test('joins a dispute with the alert that was here before it, its draft included', () => {
    const file = fileWith([alertReading()]);
    edit(file, { fields: { notes: text('from the alert') }, by: ANN }, START);
    adopt(file, provisional().state, after(HOUR));
    expect(visibleDisputes(file.state).map(({ id }) => id)).toEqual(['dp_1']);
    expect(disputeIn(file, 'dp_1').draft.fields).toEqual({ notes: text('from the alert') });
  });

  test('says so in its time line, once', () => {
    const from = provisional().state;
    const file = emptyFile();
    adopt(file, from, after(HOUR));
    adopt(file, from, after(HOUR));
    expect(noted(file).filter((kind) => kind === 'case_joined')).toHaveLength(1);
  });
});
