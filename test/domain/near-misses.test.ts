import { describe, expect, test } from 'vitest';
import { decide } from '../../src/domain/decisions.ts';
import { tick } from '../../src/domain/clock.ts';
import { takeCall } from '../../src/domain/doubt.ts';
import { adopt } from '../../src/domain/hand-over.ts';
import { DAY, HOUR, MINUTE, millis } from '../../src/domain/instant.ts';
import { takeEvent } from '../../src/domain/intake.ts';
import { asRefusal, goesBlind, preparationFailed, prepared } from '../../src/domain/preparation.ts';
import { takeReadFailure, takeReadResult } from '../../src/domain/reads.ts';
import { answer } from '../../src/workflows/answer-steps.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';
import {
  aFileIn,
  after,
  ANN,
  attention,
  beforeDeadline,
  DEADLINE,
  disputeIn,
  event,
  failure,
  fileRead,
  fileWith,
  held,
  reading,
  readResult,
  START,
} from './builders.ts';
import { Simulation, type Story } from './simulation.ts';
import { worldIn } from './simulated-world.ts';

const SUBMITS = { response: { margin: DAY, reminders: [], onSilence: 'submit' } } as const;
const { wepay } = CAPABILITIES;
/** A provider without a single dispute. */
const NOTHING_HAPPENS: Story = {
  openings: [],
  changes: [],
  acts: [],
  fates: { read: [], look: [], stage: [], submit: [] },
  ages: [],
  deliveries: [],
  habits: { strict: false, slow: false },
  policy: {},
};
const told = (changes: Parameters<typeof reading>[0] = {}) => reading({ editable: null, ...changes });

describe('what a person conceded', () => {
  test('is never challenged by the policy when the provider refuses the concession', () => {
    const file = fileRead([told()], { capabilities: wepay, policy: SUBMITS });
    decide(file, { decision: 'concede', confirm: 'concede', by: ANN }, START);
    takeCall(file, disputeIn(file), { kind: 'declined', failure: failure('refused') }, START);
    for (const hours of [20, 5, 1, -1]) tick(file, beforeDeadline(hours * HOUR));
    expect(disputeIn(file).decision).toBeNull();
    expect(file.state.attention.find(({ kind }) => kind === 'provider_refused')?.reason).toContain(
      'concession',
    );
  });
});

/** An answer with a document, decided on a day before the deadline. */
function answering() {
  const file = fileRead([told()], { capabilities: wepay });
  disputeIn(file).draft.files = [aFileIn('tracking')];
  decide(file, { decision: 'challenge', by: ANN }, beforeDeadline(DAY));
  return file;
}

describe('something that is not found', () => {
  test('while a document is handed over does not make the dispute gone', () => {
    const file = answering();
    preparationFailed(file, disputeIn(file), asRefusal(failure('not_found')), beforeDeadline(DAY));
    expect(disputeIn(file).goneAt).toBeNull();
    expect(attention(file)).toContain('provider_refused');
  });

  test('after the dispute was read is a refusal of the answer', () => {
    const file = answering();
    disputeIn(file).draft.files = [];
    prepared(file, disputeIn(file), 'hash', beforeDeadline(DAY));
    const declined = { kind: 'declined', failure: failure('not_found') } as const;
    takeCall(file, disputeIn(file), declined, beforeDeadline(DAY));
    expect(disputeIn(file).goneAt).toBeNull();
    expect(attention(file)).toEqual(['provider_refused']);
  });

  test('where the dispute should be is looked for again within the hour', () => {
    const file = answering();
    const now = beforeDeadline(DAY);
    file.state.read.dueAt = beforeDeadline(12 * HOUR);
    preparationFailed(file, disputeIn(file), failure('not_found'), now);
    expect(millis(file.state.read.dueAt) - millis(now)).toBeLessThanOrEqual(HOUR);
  });
});

test('however long a provider asks to wait, the answer is tried again before the deadline', () => {
  const file = fileRead([told()], { capabilities: wepay });
  const now = beforeDeadline(36 * MINUTE);
  decide(file, { decision: 'challenge', by: ANN }, now);
  const wait = failure('unavailable', { retryAfter: 3 * HOUR });
  preparationFailed(file, disputeIn(file), wait, now);
  const { submission } = disputeIn(file);
  expect(submission?.step === 'preparing' && (submission.notBefore ?? '') < DEADLINE).toBe(true);
});

test('a notification from before the last read undoes nothing when the next read fails', () => {
  const file = fileRead([told({ status: 'lost' })], { capabilities: wepay });
  file.state.read.lastOkAt = after(DAY);
  takeEvent(file, event(told({ asOf: START })), after(2 * DAY));
  takeReadFailure(file, [failure('unavailable')], after(2 * DAY));
  expect(disputeIn(file).ruling?.outcome).toBe('lost');
  takeEvent(file, event(told({ asOf: after(2 * DAY) })), after(2 * DAY));
  takeReadFailure(file, [failure('unavailable')], after(2 * DAY));
  expect(disputeIn(file).status).toBe('needs_response');
});

describe('a status that is new', () => {
  const unknown = told({ status: 'other', providerStatus: 'awaiting_response' });

  test('from the first reading on is a person’s business, until it is one we know', () => {
    const file = fileRead([unknown], { capabilities: wepay });
    tick(file, START);
    expect(file.state.attention).toMatchObject([
      { kind: 'status_unknown', reason: expect.stringContaining('awaiting_response') },
    ]);
    takeReadResult(file, readResult({ disputes: [{ ...told(), evidence: held() }] }), after(HOUR));
    tick(file, after(HOUR));
    expect(attention(file)).toEqual([]);
  });

  test('on a dispute that takes no answer any more stops the answer and asks a person', () => {
    const file = fileRead([told()], { capabilities: wepay, policy: SUBMITS });
    const resolved = { ...unknown, editable: false, evidence: held() };
    takeReadResult(file, readResult({ disputes: [resolved] }), after(HOUR));
    tick(file, beforeDeadline(HOUR));
    expect(disputeIn(file)).toMatchObject({ decision: null, submission: null, ruling: null });
    expect(attention(file)).toEqual(['status_unknown']);
    takeReadResult(file, readResult({ disputes: [{ ...told(), evidence: held() }] }), beforeDeadline(MINUTE));
    expect(attention(file)).toEqual([]);
    tick(file, beforeDeadline(MINUTE));
    expect(disputeIn(file).decision?.kind, 'once it wants one again').toBe('challenge');
  });
});

test('money told of before the payment was known is not lost when the cases are joined', () => {
  const funds = [
    { id: 'n_1', kind: 'withdrawn', amount: { amount: '49.00', currency: 'usd' }, at: START, source: 'x' },
  ] as const;
  const provisional = fileWith([told({ paymentId: null, funds })], { id: 'whop:dispute.dp_1' });
  const file = fileRead([told()]);
  adopt(file, provisional.state, START);
  adopt(file, provisional.state, START);
  expect(disputeIn(file).funds).toEqual(funds);
});

test('a dispute the provider says is not there gets no answer unseen, however near the deadline', async () => {
  const file = fileRead([told()], { capabilities: wepay });
  const now = beforeDeadline(20 * MINUTE);
  decide(file, { decision: 'challenge', by: ANN }, now);
  prepared(file, disputeIn(file), 'hash', now);
  for (let tries = 0; tries < 3; tries += 1)
    preparationFailed(file, disputeIn(file), failure('unavailable'), now);
  expect(goesBlind(disputeIn(file), now)).toBe(true);
  const sim = new Simulation(NOTHING_HAPPENS, wepay);
  sim.now = now;
  await answer(file, disputeIn(file), worldIn(sim));
  expect(disputeIn(file).goneAt).toBe(sim.now);
  expect(sim.provider.effects).toEqual([]);
});
