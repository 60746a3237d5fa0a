import { describe, expect, test } from 'vitest';
import type { CaseFile } from '../../src/domain/case-file.ts';
import { type DisputeFacts, disputeFacts } from '../../src/domain/dispute-facts.ts';
import { DAY, HOUR } from '../../src/domain/instant.ts';
import { openDispute } from '../../src/domain/opening.ts';
import type { DisputeReading, FundsMovement } from '../../src/domain/provider.ts';
import { takeDisputeReading } from '../../src/domain/reading.ts';
import { CCG_CAPABILITIES } from '../../src/providers/ccg/capabilities.ts';
import { WEPAY_CAPABILITIES } from '../../src/providers/wepay/capabilities.ts';
import {
  after,
  alertReading,
  ANN,
  disputeIn,
  fileWith,
  PROVIDER,
  reading,
  START,
  warning,
} from './builders.ts';

const WEPAY = { capabilities: WEPAY_CAPABILITIES };
const CCG = { capabilities: CCG_CAPABILITIES };

function factsOf({ state, capabilities }: CaseFile): readonly DisputeFacts[] {
  return disputeFacts(state, capabilities);
}

/** What is read of it later. */
function later(file: CaseFile, about: DisputeReading, at = after(DAY)): CaseFile {
  const known = file.dispute(about.id);
  if (known === null) openDispute(file, about, at);
  else takeDisputeReading(file, known, about, at, PROVIDER);
  return file;
}

function moved(kind: FundsMovement['kind'], amount: string, currency = 'usd'): FundsMovement {
  return { id: `txn_${kind}`, kind, amount: { amount, currency }, at: START, source: 'a record' };
}

/** An alert or warning whose first refund failed and whose second came through. */
function refunded(about: Parameters<typeof fileWith>[0]): CaseFile {
  const file = fileWith(about);
  disputeIn(file).refunds = [
    { id: 'whop:pay_1:a', key: 'a', requested: true, notBefore: null, status: 'failed' },
    { id: 'whop:pay_1:b', key: 'b', requested: true, notBefore: null, status: 'succeeded' },
  ];
  return file;
}

describe('rulings', () => {
  test('one that turned counts as what it is now, from when that became known', () => {
    const file = fileWith([reading({ status: 'lost' })]);
    later(file, reading({ status: 'won' }), after(2 * DAY));
    expect(factsOf(file)).toMatchObject([
      { ruling: 'won', ruledAt: after(2 * DAY), net: [{ amount: '0.00', currency: 'usd' }] },
    ]);
  });

  test('an inquiry that became a chargeback is ruled on once, under its own id or another', () => {
    const same = fileWith([reading({ stage: 'inquiry', status: 'lost' })], WEPAY);
    later(same, reading({ status: 'lost' }));
    expect(factsOf(same).map(({ ruling }) => ruling)).toEqual(['lost']);

    const another = fileWith([reading({ stage: 'inquiry', status: 'closed' })], WEPAY);
    later(another, reading({ id: 'dp_2', status: 'lost', createdAt: after(DAY) }));
    expect(factsOf(another).map(({ ruling }) => ruling)).toEqual([null, 'lost']);
  });

  test('the money of an inquiry is counted with the chargeback that came of it', () => {
    const file = fileWith(
      [reading({ stage: 'inquiry', status: 'closed', funds: [moved('fee', '5.00')] })],
      WEPAY,
    );
    later(
      file,
      reading({ id: 'dp_2', status: 'lost', createdAt: after(DAY), funds: [moved('withdrawn', '49.00')] }),
    );
    expect(factsOf(file).map(({ net }) => net)).toEqual([[], [{ amount: '-54.00', currency: 'usd' }]]);
  });

  test('an inquiry that was ruled on after an older chargeback has a ruling of its own', () => {
    const file = fileWith([reading({ status: 'lost' })], WEPAY);
    later(file, reading({ id: 'dp_2', stage: 'inquiry', status: 'won', createdAt: after(DAY) }));
    expect(factsOf(file).map(({ ruling }) => ruling)).toEqual(['lost', 'won']);
  });
});

describe('money', () => {
  test('what a provider keeps no records of follows from the ruling, and the fee is not known', () => {
    expect(factsOf(fileWith([reading({ status: 'lost' })]))).toMatchObject([
      { net: [{ amount: '-49.00', currency: 'usd' }], unknown: ['fee'] },
    ]);
  });

  test('yen have no decimals, and a fee in dollars is a sum of its own', () => {
    const funds = [moved('withdrawn', '4900', 'jpy'), moved('fee', '15.00')];
    const amount = { amount: '4900', currency: 'jpy' };
    expect(factsOf(fileWith([reading({ status: 'lost', amount, funds })], CCG))).toMatchObject([
      {
        amount,
        net: [
          { amount: '-4900', currency: 'jpy' },
          { amount: '-15.00', currency: 'usd' },
        ],
        unknown: [],
      },
    ]);
  });

  test('a part of the payment that was disputed is what was lost, not the whole', () => {
    const amount = { amount: '12.34', currency: 'usd' };
    expect(factsOf(fileWith([reading({ status: 'lost', amount })]))[0]?.net).toEqual([
      { amount: '-12.34', currency: 'usd' },
    ]);
  });
});

describe('what is at stake', () => {
  test.each([
    ['waits for an answer', reading(), { atStake: true, answerable: true }],
    ['waits for its ruling', reading({ status: 'under_review' }), { atStake: true, answerable: false }],
    ['was won', reading({ status: 'won' }), { atStake: false, answerable: false }],
    [
      'was settled by the network',
      reading({ settledByNetwork: true }),
      { atStake: false, answerable: false },
    ],
    ['is an alert', alertReading(), { atStake: false, answerable: false }],
  ])('a dispute that %s', (_what, about, facts) => {
    expect(factsOf(fileWith([about]))).toMatchObject([facts]);
  });

  test('what was conceded is neither at stake nor due', () => {
    const file = fileWith();
    disputeIn(file).decision = { kind: 'concede', by: ANN, at: START, note: null, evidenceRevision: 0 };
    expect(factsOf(file)).toMatchObject([{ atStake: false, answerable: false, decided: true }]);
  });

  test('an inquiry that still looks open does not count the money of its chargeback twice', () => {
    const file = fileWith([reading({ stage: 'inquiry' })], WEPAY);
    later(file, reading({ id: 'dp_2', createdAt: after(DAY) }));
    expect(factsOf(file).map(({ atStake }) => atStake)).toEqual([false, true]);
  });
});

describe('answers', () => {
  test('ours is counted from when it arrived', () => {
    const file = fileWith();
    disputeIn(file).submission = { step: 'done', at: after(HOUR), by: 'us', evidenceHash: null };
    expect(factsOf(file)).toMatchObject([{ firstSeenAt: START, answeredAt: after(HOUR) }]);
  });

  test('one a person recorded that was given elsewhere counts, one found given does not', () => {
    const file = fileWith([reading()], CCG);
    const dispute = disputeIn(file);
    dispute.submission = { step: 'done', at: after(HOUR), by: 'elsewhere', evidenceHash: null };
    expect(factsOf(file)[0]?.answeredAt).toBeNull();
    dispute.decision = {
      kind: 'submitted_elsewhere',
      by: ANN,
      at: after(HOUR),
      note: null,
      evidenceRevision: 0,
    };
    expect(factsOf(file)[0]?.answeredAt).toBe(after(HOUR));
  });

  test('of several phases the first answer counts', () => {
    const file = fileWith();
    const dispute = disputeIn(file);
    dispute.earlierSubmissions = [{ stage: 'inquiry', at: after(HOUR) }];
    dispute.submission = { step: 'done', at: after(DAY), by: 'us', evidenceHash: null };
    expect(factsOf(file)[0]?.answeredAt).toBe(after(HOUR));
  });
});

describe('alerts', () => {
  test('one that was refunded is open until it ends; that no dispute followed by then is a dispute avoided', () => {
    const file = refunded([alertReading()]);
    expect(factsOf(file)).toMatchObject([{ alert: 'open', refunded: true }]);
    disputeIn(file).status = 'closed';
    expect(factsOf(file)).toMatchObject([{ alert: 'avoided', refunded: true }]);
  });

  test('one that was refunded and disputed all the same is no dispute avoided', () => {
    const file = later(refunded([alertReading()]), reading());
    expect(factsOf(file)).toMatchObject([
      { kind: 'alert', alert: 'became_dispute', refunded: true },
      { kind: 'dispute', alert: null, refunded: false },
    ]);
  });

  test('one nobody refunded ends or becomes a dispute', () => {
    const file = fileWith([alertReading()]);
    disputeIn(file).status = 'closed';
    expect(factsOf(file)).toMatchObject([{ alert: 'ended', refunded: false }]);
    expect(factsOf(later(fileWith([alertReading()]), reading()))[0]?.alert).toBe('became_dispute');
  });

  test('a warning is one too, also when it was refunded and went on as a formal dispute', () => {
    const closed = refunded([warning({ status: 'closed' })]);
    expect(factsOf(closed)).toMatchObject([{ kind: 'dispute', alert: 'avoided' }]);
    expect(factsOf(later(refunded([warning()]), reading()))).toMatchObject([
      { alert: 'became_dispute', refunded: true },
    ]);
  });

  test('what the network settled is counted once, with the dispute that came of the alert', () => {
    const settled = alertReading({ type: 'dispute_rdr', settledByNetwork: true });
    const file = later(fileWith([settled]), reading({ settledByNetwork: true, status: 'lost' }));
    expect(factsOf(file).map(({ net }) => net)).toEqual([[], [{ amount: '-49.00', currency: 'usd' }]]);
  });
});

test('a dispute that was heard of without its name and got one is counted once', () => {
  const file = fileWith([reading({ id: 'of_pay_1', unnamed: true })], CCG);
  disputeIn(file).supersededBy = 'dp_1';
  later(file, reading());
  expect(factsOf(file).map(({ disputeId }) => disputeId)).toEqual(['dp_1']);
});
