import { describe, expect, test } from 'vitest';
import type { CaseFile } from '../../src/domain/case-file.ts';
import { DAY } from '../../src/domain/instant.ts';
import { type MoneyLedger, moneyLedger } from '../../src/domain/money-ledger.ts';
import type { Money } from '../../src/domain/money.ts';
import type { FundsMovement } from '../../src/domain/provider.ts';
import { takeDisputeReading } from '../../src/domain/reading.ts';
import { CCG_CAPABILITIES } from '../../src/providers/ccg/capabilities.ts';
import { WEPAY_CAPABILITIES } from '../../src/providers/wepay/capabilities.ts';
import { WHOP_CAPABILITIES } from '../../src/providers/whop/capabilities.ts';
import { anExternalRefund, aRefund } from '../store/a-refund.ts';
import { after, alertReading, disputeIn, fileWith, PROVIDER, reading, START, warning } from './builders.ts';

const WHOP = { capabilities: WHOP_CAPABILITIES };
const WEPAY = { capabilities: WEPAY_CAPABILITIES };
const CCG = { capabilities: CCG_CAPABILITIES };

/** A movement at the start, as its provider's record tells it. */
function moved(
  kind: FundsMovement['kind'],
  amount: string,
  changes: Partial<FundsMovement> & { readonly currency?: string } = {},
): FundsMovement {
  const { currency = 'usd', ...same } = changes;
  return { id: `txn_${kind}`, kind, amount: { amount, currency }, at: START, source: 'a record', ...same };
}

function ledgerOf({ state, capabilities }: CaseFile, refunds = [] as Parameters<typeof moneyLedger>[1]) {
  return moneyLedger(state, refunds, capabilities);
}

/** A ledger in one line each: what moved which way, what it comes to, what nobody said. */
function inShort({ entries, net, unknown }: MoneyLedger) {
  return {
    entries: entries.map(({ kind, effect }) => `${kind} ${written(effect)}`),
    net: net.map(written),
    unknown,
  };
}

function written({ amount, currency }: Money): string {
  return `${amount} ${currency}`;
}

describe("where only the dispute's state tells", () => {
  test('a formal dispute has had its amount withdrawn; the fee is unknown and not assumed', () => {
    const ledger = ledgerOf(fileWith([reading()], WHOP));
    expect(ledger).toMatchObject({ net: [{ amount: '-49.00', currency: 'usd' }], unknown: ['fee'] });
    expect(ledger.entries).toEqual([
      {
        id: 'dp_1:withdrawn',
        disputeId: 'dp_1',
        kind: 'withdrawn',
        amount: { amount: '49.00', currency: 'usd' },
        effect: { amount: '-49.00', currency: 'usd' },
        at: START,
        source: "the dispute's status at Whop",
      },
    ]);
  });

  test.each([
    ['an alert', alertReading()],
    ['a warning', warning()],
    ['a warning that closed', warning({ status: 'closed' })],
  ])('%s has moved no money', (_what, about) => {
    expect(inShort(ledgerOf(fileWith([about], WHOP)))).toEqual({ entries: [], net: [], unknown: ['fee'] });
  });

  test('a dispute that is won gives back what it took, and to the cent', () => {
    expect(inShort(ledgerOf(fileWith([reading({ status: 'won' })], WHOP)))).toEqual({
      entries: ['withdrawn -49.00 usd', 'reinstated 49.00 usd'],
      net: ['0.00 usd'],
      unknown: ['fee'],
    });
  });

  test('a ruling that turned takes back what it had reinstated', () => {
    const file = fileWith([reading({ status: 'won' })], WHOP);
    takeDisputeReading(file, disputeIn(file), reading({ status: 'lost' }), after(DAY), PROVIDER);
    expect(inShort(ledgerOf(file))).toMatchObject({ entries: ['withdrawn -49.00 usd'], net: ['-49.00 usd'] });
  });

  test('what the card network settled was withdrawn, whether or not a dispute comes of the alert', () => {
    const alone = ledgerOf(fileWith([alertReading({ type: 'dispute_rdr', settledByNetwork: true })], WHOP));
    expect(alone.net.map(written)).toEqual(['-49.00 usd']);
    expect(alone.entries[0]?.source).toBe("the dispute's status at Whop: settled by the card network");
    const both = [
      alertReading({ type: 'dispute_rdr', settledByNetwork: true }),
      reading({ settledByNetwork: true, status: 'lost' }),
    ];
    expect(ledgerOf(fileWith(both, WHOP))).toMatchObject({
      entries: [{ disputeId: 'dp_1' }],
      net: alone.net,
    });
  });

  test.each([
    ['whose amount nobody said', { amount: null }, ['withdrawn', 'fee']],
    ['at a stage nobody knows', { stage: 'other' }, ['withdrawn', 'fee']],
  ] as const)('of a dispute %s, the withdrawal is unknown', (_what, changes, unknown) => {
    expect(inShort(ledgerOf(fileWith([reading(changes)], WHOP)))).toEqual({ entries: [], net: [], unknown });
  });

  test('a dispute the provider has no more implies nothing', () => {
    const file = fileWith([reading()], WHOP);
    disputeIn(file).goneAt = after(DAY);
    expect(inShort(ledgerOf(file))).toEqual({ entries: [], net: [], unknown: ['withdrawn', 'fee'] });
  });

  test('a dispute that closed without a ruling may have given the money back, or not', () => {
    expect(inShort(ledgerOf(fileWith([reading({ status: 'closed' })], WHOP)))).toEqual({
      entries: ['withdrawn -49.00 usd'],
      net: ['-49.00 usd'],
      unknown: ['fee', 'reinstated'],
    });
  });
});

describe('where the provider keeps records of movements', () => {
  test('they are what counts, each with what says so, oldest first and those without a time last', () => {
    const funds = [
      moved('fee_reversed', '15.00', { at: null }),
      moved('reinstated', '49.00', { at: after(2 * DAY), source: 'disputes.funds_reinstated' }),
      moved('withdrawn', '49.00'),
      moved('fee', '15.00', { id: 'txn_withdrawn:fee' }),
    ];
    const ledger = ledgerOf(fileWith([reading({ status: 'won', funds })], WEPAY));
    expect(inShort(ledger)).toEqual({
      entries: ['withdrawn -49.00 usd', 'fee -15.00 usd', 'reinstated 49.00 usd', 'fee_reversed 15.00 usd'],
      net: ['0.00 usd'],
      unknown: [],
    });
    expect(ledger.entries[2]?.source).toBe('disputes.funds_reinstated');
  });

  test('a dispute of which no record has come is unknown, and not withdrawn', () => {
    expect(inShort(ledgerOf(fileWith([reading()], CCG)))).toMatchObject({
      entries: [],
      net: [],
      unknown: ['withdrawn', 'fee', 'refunded'],
    });
  });

  test('fees that are reversed without a word of how much are unknown, until a record says', () => {
    const funds = [moved('withdrawn', '49.00'), moved('fee', '15.00')];
    expect(ledgerOf(fileWith([reading({ funds })], WEPAY)).unknown).toEqual(['fee_reversed']);
    const told = [...funds, moved('fee_reversed', '1.72')];
    expect(inShort(ledgerOf(fileWith([reading({ funds: told })], WEPAY)))).toMatchObject({
      net: ['-62.28 usd'],
      unknown: [],
    });
  });

  test('a fee of nothing is known', () => {
    const funds = [moved('withdrawn', '49.00'), moved('fee', '0.00'), moved('fee_reversed', '0.00')];
    expect(inShort(ledgerOf(fileWith([reading({ funds })], WEPAY)))).toEqual({
      entries: ['withdrawn -49.00 usd', 'fee 0.00 usd', 'fee_reversed 0.00 usd'],
      net: ['-49.00 usd'],
      unknown: [],
    });
  });

  test('funds reinstated on a lost dispute are counted, and it stays lost', () => {
    const funds = [moved('withdrawn', '49.00'), moved('fee', '15.00'), moved('reinstated', '10.00')];
    const file = fileWith([reading({ status: 'lost', funds })], WEPAY);
    expect(ledgerOf(file).net.map(written)).toEqual(['-54.00 usd']);
    expect(disputeIn(file).ruling?.outcome).toBe('lost');
  });

  test('a ruling that came without its transactions leaves open what it gave back', () => {
    const opened = reading({ funds: [moved('withdrawn', '49.00'), moved('fee', '15.00')] });
    const file = fileWith([opened, reading({ status: 'won' })], CCG);
    expect(inShort(ledgerOf(file))).toEqual({
      entries: ['withdrawn -49.00 usd', 'fee -15.00 usd'],
      net: ['-64.00 usd'],
      unknown: ['reinstated', 'refunded'],
    });
  });

  test('an inquiry and the chargeback that follows it each count under their own name', () => {
    const inquiry = reading({ id: 'dp_1', stage: 'inquiry', status: 'closed' });
    const funds = [moved('withdrawn', '49.00'), moved('fee', '15.00')];
    const about = [
      { ...inquiry, funds },
      reading({ id: 'dp_2', funds: [moved('withdrawn', '51.00', { id: 'txn_2' })] }),
    ];
    const ledger = ledgerOf(fileWith(about, WEPAY));
    expect(ledger.entries.map(({ disputeId, kind }) => `${disputeId} ${kind}`)).toEqual([
      'dp_2 withdrawn',
      'dp_1 withdrawn',
      'dp_1 fee',
    ]);
    expect(inShort(ledger)).toMatchObject({
      net: ['-115.00 usd'],
      unknown: ['fee', 'fee_reversed', 'reinstated'],
    });
  });

  test('a movement told of two disputes that turn out to be one counts once', () => {
    const funds = [moved('withdrawn', '49.00'), moved('fee', '15.00')];
    const file = fileWith([reading({ id: 'unnamed.pay_1', funds }), reading({ id: 'dp_1', funds })], WEPAY);
    disputeIn(file, 'unnamed.pay_1').supersededBy = 'dp_1';
    const ledger = ledgerOf(file);
    expect(ledger.net.map(written)).toEqual(['-64.00 usd']);
    expect(ledger.entries.map(({ disputeId }) => disputeId)).toEqual(['dp_1', 'dp_1']);
    expect(ledger.unknown).toEqual(['fee_reversed']);
  });
});

describe('refunds', () => {
  const prevented = fileWith([alertReading()], WHOP);

  test("that succeeded count, made here or elsewhere, each once by the provider's own id", () => {
    const ours = aRefund('k1', { status: 'succeeded', providerRefundId: 'rf_1' });
    const listed = [anExternalRefund('rf_2'), ours, anExternalRefund('rf_2')];
    const ledger = ledgerOf(prevented, listed);
    expect(ledger).toMatchObject({ net: [{ amount: '-20.86', currency: 'usd' }], unknown: ['fee'] });
    expect(ledger.entries.map(({ source, disputeId }) => [source, disputeId])).toEqual([
      ['refund rf_1', null],
      ['refund rf_2', null],
    ]);
  });

  test('one that a dispute asked for stands under it', () => {
    const file = fileWith([alertReading()], WHOP);
    const refund = aRefund('alert-dspa_1', { status: 'succeeded', providerRefundId: 'rf_1' });
    const { id, status } = refund;
    disputeIn(file).refunds = [{ id, key: 'alert-dspa_1', requested: true, notBefore: null, status }];
    expect(ledgerOf(file, [refund]).entries).toMatchObject([{ kind: 'refunded', disputeId: 'dspa_1' }]);
  });

  test.each(['pending', 'requires_action', 'failed', 'canceled'] as const)(
    'one that is %s does not count',
    (status) => {
      expect(inShort(ledgerOf(prevented, [aRefund('k1', { status })]))).toEqual({
        entries: [],
        net: [],
        unknown: ['fee'],
      });
    },
  );

  test.each([
    ['one nobody knows the end of', { status: 'needs_attention' }],
    ['one that succeeded without an amount', { status: 'succeeded', amount: null }],
  ] as const)('%s is unknown', (_what, changes) => {
    const { entries, unknown } = ledgerOf(prevented, [aRefund('k1', changes)]);
    expect([entries, unknown]).toEqual([[], ['fee', 'refunded']]);
  });

  test('are unknown while the payment is, and where the provider cannot be asked', () => {
    const nameless = fileWith([alertReading({ paymentId: null })], WHOP);
    nameless.state.paymentId = null;
    expect(ledgerOf(nameless).unknown).toContain('refunded');
    expect(ledgerOf(fileWith([reading()], CCG)).unknown).toContain('refunded');
  });
});

describe('currencies', () => {
  test('a JPY dispute with a USD fee is counted in two currencies, each with its own decimals', () => {
    const funds = [moved('withdrawn', '4900', { currency: 'jpy' }), moved('fee', '15.00')];
    const ledger = ledgerOf(
      fileWith([reading({ amount: { amount: '4900', currency: 'jpy' }, funds })], WEPAY),
    );
    expect(inShort(ledger)).toMatchObject({
      entries: ['withdrawn -4900 jpy', 'fee -15.00 usd'],
      net: ['-4900 jpy', '-15.00 usd'],
    });
  });

  test.each([
    ['disputed amount larger than the payment through exchange rates', '50.37', '1.37'],
    ['disputed amount smaller than the payment', '48.10', '-0.90'],
    ['disputed amount the same as the payment', '49.00', '0.00'],
  ])('%s: both are shown, and the difference', (_what, disputed, difference) => {
    const amount = { amount: disputed, currency: 'usd' };
    const file = fileWith([reading({ amount, funds: [moved('withdrawn', disputed)] })], WEPAY);
    const paymentAmount = { amount: '49.00', currency: 'usd' };
    file.state.paymentAmount = paymentAmount;
    expect(ledgerOf(file)).toMatchObject({
      paymentAmount,
      disputedAmount: amount,
      difference: { amount: difference, currency: 'usd' },
      net: [{ amount: `-${disputed}`, currency: 'usd' }],
    });
  });

  test('a dispute in another currency than the payment has no difference that could be told', () => {
    const file = fileWith([reading({ amount: { amount: '42.00', currency: 'eur' } })], WEPAY);
    file.state.paymentAmount = { amount: '49.00', currency: 'usd' };
    expect(ledgerOf(file)).toMatchObject({ disputedAmount: { currency: 'eur' }, difference: null });
    file.state.paymentAmount = null;
    expect(ledgerOf(file)).toMatchObject({ paymentAmount: null, difference: null });
  });
});
