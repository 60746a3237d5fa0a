import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseFile } from '../../src/domain/case-file.ts';
import { DAY } from '../../src/domain/instant.ts';
import type { DisputeReading } from '../../src/domain/provider.ts';
import { decide } from '../../src/domain/decisions.ts';
import { TELLING } from '../setup/capabilities.ts';
import { ANN, START, after, attention, disputeIn, fileWith, held, reading } from './builders.ts';

const UNNAMED = { id: 'unnamed.pay_1', unnamed: true } as const;

describe.each(TELLING)('$label', (capabilities) => {
  function told(...statements: readonly DisputeReading[]): CaseFile {
    return fileWith(statements, { capabilities });
  }

  const opening = statement({ asOf: START });
  const won = statement({ status: 'won', asOf: after(30 * DAY) });
  const lost = statement({ status: 'lost', asOf: after(40 * DAY) });

  describe('how a dispute stands', () => {
    test.each<[what: string, statements: readonly DisputeReading[], status: string]>([
      ['an opening and a later ruling', [opening, won], 'won'],
      ['a ruling before its opening', [won, opening], 'won'],
      ['a ruling that turned', [lost, won, opening], 'lost'],
      ['a ruling without a time beats an opening', [statement({ status: 'lost' }), opening], 'lost'],
      ['an opening without a time says nothing against a ruling', [won, statement()], 'won'],
      [
        'at the same moment a ruling beats an opening',
        [opening, statement({ status: 'won', asOf: START })],
        'won',
      ],
      ['a case that was opened again', [won, statement({ asOf: after(50 * DAY) })], 'needs_response'],
    ])('%s', (_what, statements, status) => {
      expect(disputeIn(told(...statements)).status).toBe(status);
      expect(disputeIn(told(...statements.toReversed())).status).toBe(status);
    });

    test('two rulings that contradict each other, without times, are both not believed, and a person is asked', () => {
      for (const statements of [
        [opening, statement({ status: 'won' }), statement({ status: 'lost' })],
        [statement({ status: 'lost' }), statement({ status: 'won' })],
      ]) {
        const file = told(...statements);
        expect(disputeIn(file)).toMatchObject({ status: 'under_review', ruling: null });
        expect(attention(file)).toContain('rulings_contradict');
      }
    });

    test('what a later webhook leaves out is not taken back', () => {
      const first = statement({ asOf: START, evidence: held({ customer_name: 'kept', receipt: 'old' }) });
      const second = statement({ asOf: after(DAY), reason: null, evidence: held({ receipt: 'new' }) });
      for (const file of [told(first, second), told(second, first)]) {
        expect(disputeIn(file).reason).toBe('fraudulent');
        expect(disputeIn(file).held?.fields).toEqual(held({ customer_name: 'kept', receipt: 'new' }).fields);
      }
    });
  });

  describe('a webhook that does not name its dispute', () => {
    const unnamed = statement({ ...UNNAMED, status: 'lost', amount: null });

    test('is of the one dispute of its payment, whichever is heard first', () => {
      for (const file of [told(opening, unnamed), told(unnamed, opening)]) {
        expect(file.state.disputes).toHaveLength(1);
        expect(disputeIn(file, 'dp_1')).toMatchObject({ status: 'lost', ruling: { outcome: 'lost' } });
      }
    });

    test('is of the one its amount fits', () => {
      const other = statement({ id: 'dp_2', statedAmount: '70', asOf: after(DAY), createdAt: after(DAY) });
      for (const file of [
        told(opening, other, unnamed),
        told(unnamed, other, opening),
        told(other, unnamed, opening),
      ]) {
        expect(file.state.disputes.filter(({ supersededBy }) => supersededBy === null)).toHaveLength(2);
        expect(disputeIn(file, 'dp_1').status).toBe('lost');
        expect(disputeIn(file, 'dp_2').status).toBe('needs_response');
      }
    });

    test('stands for itself until the name is known, and what people did to it stays', () => {
      const file = told(statement({ ...UNNAMED, amount: null }));
      decide(file, { decision: 'submitted_elsewhere', by: ANN }, START);
      const named = told(statement({ ...UNNAMED, amount: null }), opening);
      expect(named.state.disputes.map(({ id }) => id)).toEqual(['dp_1']);
      expect(disputeIn(file).submission).toMatchObject({ step: 'done', by: 'elsewhere' });
    });
  });

  test('in any order, with any webhook twice, the end is the same', () => {
    const one = fc.record({
      id: fc.constantFrom('dp_1', 'dp_2', 'unnamed.pay_1'),
      status: fc.constantFrom('needs_response', 'won', 'lost', 'under_review'),
      asOf: fc.option(fc.integer({ min: 0, max: 3 }).map((days) => after(days * DAY))),
      statedAmount: fc.constantFrom('50', '70', null),
      evidence: fc.option(
        fc.dictionary(fc.constantFrom('receipt', 'customer_name'), fc.constantFrom('a', 'b')).map(held),
      ),
      funds: fc.subarray([movement('txn_1', '50.00'), movement('txn_2', '15.00')]),
    });
    const some = fc
      .array(one, { minLength: 1, maxLength: 6 })
      .chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray([...list, ...list], { minLength: list.length * 2, maxLength: list.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(some, ([list, shuffled]) => {
        expect(standing(told(...shuffled.map(asStatement)))).toEqual(
          standing(told(...list.map(asStatement))),
        );
      }),
      { numRuns: Number(process.env['RUNS'] ?? 500) },
    );
  });
});

function statement(changes: Partial<DisputeReading> = {}): DisputeReading {
  return reading({ respondBy: null, editable: null, asOf: null, statedAmount: '50', ...changes });
}

function movement(id: string, amount: string) {
  return {
    id,
    kind: 'withdrawn',
    amount: { amount, currency: 'usd' },
    at: START,
    source: 'balance transaction',
  } as const;
}

function asStatement(changes: Partial<DisputeReading>): DisputeReading {
  return statement({
    ...changes,
    unnamed: changes.id === UNNAMED.id,
    amount: null,
    createdAt: changes.asOf ?? null,
  });
}

/** All that follows from what the provider said, and nothing that carries when it was heard. */
function standing({ state }: CaseFile) {
  return state.disputes
    .filter(({ supersededBy }) => supersededBy === null)
    .map(({ id, status, ruling, amount, reason, held: evidence, funds, createdAt }) => ({
      id,
      status,
      ruling: ruling?.outcome ?? null,
      amount,
      reason,
      fields: evidence?.fields ?? null,
      funds: funds.map((item) => item.id).toSorted(),
      createdAt,
      attention: state.attention.filter(
        ({ disputeId, kind }) => disputeId === id && kind === 'rulings_contradict',
      ).length,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}
