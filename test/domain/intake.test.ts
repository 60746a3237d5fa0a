import { describe, expect, test } from 'vitest';
import { tick } from '../../src/domain/clock.ts';
import { canBeAnswered } from '../../src/domain/dispute.ts';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import { readRequest, takeReadFailure, takeReadResult } from '../../src/domain/reads.ts';
import { visibleDisputes } from '../../src/domain/summary.ts';
import {
  START,
  after,
  alertReading,
  disputeIn,
  emptyFile,
  event,
  failure,
  fileWith,
  noted,
  readResult,
  reading,
  text,
  warning,
} from './builders.ts';

describe('a webhook', () => {
  test('opens a dispute from its payload, so that the deadline counts before any read', () => {
    const file = fileWith();
    expect(disputeIn(file)).toMatchObject({
      id: 'dp_1',
      stage: 'chargeback',
      respondBy: reading().respondBy,
    });
    expect(canBeAnswered(disputeIn(file))).toBe(true);
    expect(file.state).toMatchObject({ paymentId: 'pay_1', merchantId: 'biz_1', open: true });
    expect(file.state.read.dueAt).toBe(START);
  });

  test('that comes twice is taken in once', () => {
    const file = emptyFile();
    const told = event(reading());
    takeEvent(file, told, START);
    const before = structuredClone(file.state);
    takeEvent(file, told, after(HOUR));
    expect(file.state).toEqual(before);
  });

  test('about a known dispute is a hint: nothing changes before a read, and the read is due at once', () => {
    const file = fileWith();
    file.state.read.dueAt = after(DAY);
    takeEvent(file, event(reading({ status: 'lost' })), after(HOUR));
    expect(disputeIn(file)).toMatchObject({ status: 'needs_response', ruling: null });
    expect(file.state.read.dueAt).toBe(after(HOUR));
  });

  test('is believed when the read fails, and forgotten when it works', () => {
    const file = fileWith();
    takeEvent(file, event(reading({ status: 'under_review' })), after(HOUR));
    takeReadFailure(file, [failure('unavailable')], after(HOUR));
    expect(disputeIn(file)).toMatchObject({ status: 'under_review', hint: null });

    const other = fileWith();
    takeEvent(other, event(reading({ status: 'lost' })), after(HOUR));
    takeReadResult(other, readResult({ disputes: [reading()] }), after(HOUR));
    expect(disputeIn(other)).toMatchObject({ status: 'needs_response', hint: null });
    takeReadFailure(other, [failure('unavailable')], after(2 * HOUR));
    expect(disputeIn(other).status).toBe('needs_response');
  });

  test('of a provider that cannot be read is all there is, and is believed at once', () => {
    const file = fileWith([reading()], { capabilities: { read: false } });
    takeEvent(file, event(reading({ status: 'won' })), after(HOUR));
    expect(disputeIn(file).ruling?.outcome).toBe('won');
    expect(file.state.read.dueAt).toBeNull();
  });

  test('found by a reconcile run says so in the time line', () => {
    const file = emptyFile();
    takeEvent(file, event(reading(), { via: 'reconcile' }), START);
    expect(file.unrecorded.map(({ actor }) => actor.via)).toEqual(['reconcile', 'reconcile']);
  });

  test('after the ruling opens no second case and no second dispute', () => {
    const file = fileWith([reading({ status: 'won' })]);
    file.state.open = false;
    takeEvent(file, event(reading({ status: 'won' })), after(DAY));
    takeReadResult(file, readResult({ disputes: [reading({ status: 'won' })] }), after(DAY));
    expect(file.state.disputes).toHaveLength(1);
    expect(noted(file).filter((kind) => kind === 'ruled')).toHaveLength(1);
    expect(disputeIn(file).ruling?.at).toBe(START);
  });

  test('ids are remembered up to a bound', () => {
    const file = fileWith();
    for (let n = 0; n < 600; n += 1) takeEvent(file, event(reading()), after(n));
    expect(file.state.seenEvents).toHaveLength(500);
  });
});

describe('an alert', () => {
  test('that becomes a dispute goes on in it, with draft and history kept', () => {
    const file = fileWith([alertReading()]);
    disputeIn(file, 'dspa_1').draft = {
      revision: 4,
      fields: { notes: text('ours') },
      files: [],
      touched: true,
    };
    takeEvent(file, event(reading()), after(HOUR));
    expect(disputeIn(file, 'dspa_1').supersededBy).toBe('dp_1');
    expect(disputeIn(file, 'dp_1').draft).toMatchObject({ revision: 4, fields: { notes: text('ours') } });
    expect(visibleDisputes(file.state).map(({ id }) => id)).toEqual(['dp_1']);
  });

  test('that had ended without a dispute is still the beginning of one that comes later', () => {
    const file = fileWith([alertReading()]);
    tick(file, after(73 * HOUR));
    expect(disputeIn(file, 'dspa_1').status).toBe('closed');
    takeEvent(file, event(reading()), after(5 * DAY));
    expect(disputeIn(file, 'dspa_1').supersededBy).toBe('dp_1');
  });

  test('that arrives after its dispute does not stand beside it once a read names it', () => {
    const file = fileWith([reading(), alertReading()]);
    expect(visibleDisputes(file.state)).toHaveLength(2);
    takeReadResult(file, readResult({ alerts: [alertReading({ disputeId: 'dp_1' })] }), after(HOUR));
    expect(visibleDisputes(file.state).map(({ id }) => id)).toEqual(['dp_1']);
  });

  test('that the network has settled is shown as such', () => {
    const file = fileWith([alertReading({ type: 'dispute_rdr', settledByNetwork: true })]);
    expect(disputeIn(file).settledByNetwork).toBe(true);
    expect(noted(file)).toContain('settled_by_network');
    takeReadResult(file, readResult({ alerts: [alertReading({ settledByNetwork: true })] }), after(HOUR));
    expect(noted(file).filter((kind) => kind === 'settled_by_network')).toHaveLength(1);
  });
});

describe('several disputes on one payment', () => {
  test('stand side by side, none of them dropped', () => {
    const file = fileWith([reading(), reading({ id: 'dp_2' })]);
    expect(visibleDisputes(file.state).map(({ id }) => id)).toEqual(['dp_1', 'dp_2']);
  });

  test('a warning that closed hands its draft on to the dispute that follows it; an open one keeps it', () => {
    for (const [status, fields] of [
      ['closed', { notes: text('ours') }],
      ['needs_response', {}],
    ] as const) {
      const file = fileWith([warning({ status })]);
      disputeIn(file).draft = { revision: 2, fields: { notes: text('ours') }, files: [], touched: true };
      takeEvent(file, event(reading({ id: 'dp_2' })), after(HOUR));
      expect(disputeIn(file, 'dp_2').draft.fields).toEqual(fields);
    }
  });

  test('a warning that comes back to life after another dispute followed it is answered as well', () => {
    const file = fileWith([warning({ status: 'closed' }), reading({ id: 'dp_2' })]);
    takeReadResult(file, readResult({ disputes: [reading(), reading({ id: 'dp_2' })] }), after(DAY));
    expect(
      visibleDisputes(file.state)
        .filter(canBeAnswered)
        .map(({ id }) => id),
    ).toEqual(['dp_1', 'dp_2']);
    expect(readRequest(file).disputeIds).toEqual(['dp_1', 'dp_2']);
  });
});
