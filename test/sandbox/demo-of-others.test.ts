import { expect, onTestFinished, test } from 'vitest';
import { DAY, HOUR, MINUTE, type Millis } from '../../src/domain/instant.ts';
import { newAccounts } from '../../src/sandbox/accounts.ts';
import { createCcg } from '../../src/sandbox/ccg/stand-in.ts';
import { ccgDemo } from '../../src/sandbox/ccg/demo.ts';
import { openDatabase } from '../../src/sandbox/database.ts';
import { createParts, type Parts } from '../../src/sandbox/parts.ts';
import { challenge, concede } from '../../src/sandbox/wepay/answers.ts';
import { wepayDemo } from '../../src/sandbox/wepay/demo.ts';
import { createWepay } from '../../src/sandbox/wepay/stand-in.ts';

const ACCOUNTS = newAccounts();

function newParts(): Parts {
  const database = openDatabase(null);
  onTestFinished(() => database.close());
  return createParts(database, { origin: () => 'http://127.0.0.1' });
}

/** A demo whose clock the test turns. */
function turning(tick: (now: Millis, random: () => number) => void) {
  let now = Date.now();
  tick(now, Math.random);
  return (duration: Millis, random = 0.1, step = MINUTE): void => {
    const until = now + duration;
    for (; now < until; now += step) tick(now, () => random);
  };
}

function wepayOnDemo() {
  const wepay = createWepay(ACCOUNTS.wepay, newParts());
  return { wepay, pass: turning(wepayDemo(wepay)) };
}

test('WePay begins with an inquiry, chargebacks at every stage, and one settled by Visa', () => {
  const { wepay } = wepayOnDemo();
  const disputes = wepay.documents.list('disputes');
  expect(new Set(disputes.map(({ type }) => type))).toEqual(
    new Set(['inquiry', 'chargeback', 'pre_dispute']),
  );
  expect(new Set(disputes.map(({ status }) => status))).toEqual(
    new Set(['awaiting_merchant_response', 'pending_wepay_review']),
  );
});

test('what WePay reviews goes on to the bank and is ruled, what waits for the merchant is left alone', () => {
  const { wepay, pass } = wepayOnDemo();
  pass(20 * MINUTE);
  const ended = wepay.documents.list('disputes').filter(({ status }) => status === 'resolved');
  expect(ended).toMatchObject([{ currency: 'CAD', resolution: { type: 'won' } }]);
});

test('an inquiry that was answered closes and comes back as a chargeback', () => {
  const { wepay, pass } = wepayOnDemo();
  const inquiry = wepay.documents.list('disputes').find(({ type }) => type === 'inquiry');
  challenge(wepay, inquiry?.id ?? '', { documentation: { explanation: 'x' } });
  pass(HOUR);
  const ofPayment = wepay.documents.ofPayment('disputes', inquiry?.payment.id ?? '');
  expect(ofPayment).toMatchObject([
    { type: 'chargeback', status: 'awaiting_merchant_response' },
    { type: 'inquiry', status: 'resolved', resolution: { type: 'closed' } },
  ]);
});

test('a conceded inquiry comes back no more, and makes room for another case', () => {
  const { wepay, pass } = wepayOnDemo();
  const inquiry = wepay.documents.list('disputes').find(({ type }) => type === 'inquiry');
  concede(wepay, inquiry?.id ?? '');
  pass(5 * MINUTE);
  expect(wepay.documents.ofPayment('disputes', inquiry?.payment.id ?? '')).toHaveLength(1);
  const run = wepay.documents.list('runs').find(({ payment_id }) => payment_id === inquiry?.payment.id);
  expect(run?.step).toBe(Number.MAX_SAFE_INTEGER);
});

test('what nobody answers in five days is lost', () => {
  const { wepay, pass } = wepayOnDemo();
  const first = wepay.documents.list('disputes').map(({ id }) => id);
  pass(6 * DAY, 0.1, HOUR);
  const lost = first.filter((id) => wepay.documents.get('disputes', id)?.resolution?.type === 'lost');
  expect(lost).toHaveLength(3);
});

test('CCG begins with a card, a bank account and a case that is lost, rules in its own time, and goes on', () => {
  const ccg = createCcg(ACCOUNTS.ccg, newParts());
  const pass = turning(ccgDemo(ccg));
  const disputes = () => ccg.documents.list('disputes');
  const statuses = () => disputes().map(({ status }) => status);
  expect(statuses().toSorted((a, b) => a.localeCompare(b))).toEqual([
    'LOST',
    'NEEDS_RESPONSE',
    'NEEDS_RESPONSE',
  ]);
  expect(disputes().map(({ paymentType }) => paymentType)).toContain('BANK_ACCOUNT');
  pass(15 * MINUTE);
  expect(statuses()).not.toContain('WON');
  pass(2 * HOUR);
  expect(statuses()).toContain('WON');
  expect(disputes().length).toBeGreaterThan(3);
  pass(20 * HOUR);
  expect(disputes().filter(({ status }) => status === 'NEEDS_RESPONSE').length).toBeLessThanOrEqual(5);
});
