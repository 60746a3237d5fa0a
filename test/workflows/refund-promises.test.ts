import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MINUTE, SECOND } from '../../src/domain/instant.ts';
import {
  addMoney,
  compareMoney,
  type Money,
  moneyFromMinor,
  subtractMoney,
  zero,
} from '../../src/domain/money.ts';
import { TIMING } from '../../src/providers/whop/client.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { accountedFor, aPayment, PAID, paidOut, usd } from './refund-story.ts';

/** Several refunds of one payment, and what goes wrong meanwhile. */
interface Story {
  /** Null is whatever remains. */
  readonly asked: readonly (Money | null)[];
  readonly faults: readonly StoryFault[];
}

interface StoryFault {
  readonly route: string;
  readonly fault: (typeof FAULTS)[number];
  readonly skip: number;
  readonly times: number;
}

/** Reads that lag are left out: they lag in real time, while a watch of minutes passes here in a moment. */
const FAULTS = [
  'cut_before',
  'cut_after',
  'error_before',
  'error_after',
  'rate_limit',
  'not_json',
  'nonsense',
  'hang',
  'hang_before',
] as const;

const anyStory: fc.Arbitrary<Story> = fc.record({
  asked: fc.array(
    fc.option(
      fc.integer({ min: 1, max: 3000 }).map((cents) => moneyFromMinor(cents, 'usd') ?? zero('usd')),
      { freq: 5 },
    ),
    { minLength: 2, maxLength: 4 },
  ),
  faults: fc.array(
    fc.oneof(
      { weight: 2, arbitrary: aFault('payments.refund') },
      { weight: 1, arbitrary: aFault('payments.retrieve') },
      { weight: 1, arbitrary: aFault('refunds.list') },
    ),
    { minLength: 1, maxLength: 4 },
  ),
});

function aFault(route: string): fc.Arbitrary<StoryFault> {
  return fc.record({
    route: fc.constant(route),
    fault: fc.constantFrom(...FAULTS),
    skip: fc.nat({ max: 2 }),
    times: fc.integer({ min: 1, max: 2 }),
  });
}

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_000);
const stories = fc.sample(anyStory, { numRuns: Number(process.env['RUNS'] ?? 6), seed });

describe.each([false, true])(
  `whatever goes wrong (seed ${seed}), where keys are honoured: %s`,
  (honoursKeys) => {
    let desk: Desk;
    beforeAll(async () => {
      desk = await startDesk({ timing: { ...TIMING, read: SECOND, change: SECOND } });
      await desk.control('PATCH', '/settings/whop', {
        idempotency_keys: honoursKeys ? 'honoured' : 'ignored',
      });
    });
    afterAll(() => desk.close());

    test.concurrent.each(stories.filter((_story, n) => (n % 2 === 0) === honoursKeys))(
      'nothing is paid twice or beyond what was asked or captured, and what is allowed is paid: story %#',
      async ({ asked, faults }) => {
        const payment = await aPayment(desk);
        for (const rule of faults) desk.faultRules.add({ ...rule, object: payment });
        const ids = await Promise.all(asked.map((amount, n) => desk.askRefund(payment, `k${n}`, amount)));
        const ended = await Promise.all(ids.map((id) => accountedFor(desk, id, MINUTE, MINUTE)));

        const paid = await paidOut(desk, payment);
        expect(new Set(paid.map(({ key }) => key)).size, 'each at most once').toBe(paid.length);
        const total = paid.reduce((sum, { amount }) => addMoney(sum, amount), zero('usd'));
        const left = subtractMoney(usd(PAID.toFixed(2)), total);
        expect(compareMoney(left, zero('usd'))).toBeGreaterThanOrEqual(0);
        for (const refund of ended) {
          const effect = paid.find(({ key }) => key === refund.id);
          expect(refund.providerRefundId).toBe(effect?.refundId ?? null);
          if (effect === undefined) {
            expect(refund.failure?.code).toBe('more_than_remains');
            if (refund.asked !== null) expect(compareMoney(refund.asked, left)).toBeGreaterThan(0);
            else expect(left).toEqual(zero('usd'));
          } else expect(effect.amount).toEqual(refund.asked ?? refund.amount);
        }
      },
      90_000,
    );
  },
);
