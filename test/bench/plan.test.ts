import { expect, test } from 'vitest';
import { LINKS } from '../../bench/cluster/blueprint.ts';
import { KINDS } from '../../bench/cluster/cluster.ts';
import { CASES, FAULTS_UNTIL, MARGIN, planOf } from '../../bench/faults/plan.ts';
import { SCENARIOS } from '../../bench/faults/scenarios.ts';
import { MINUTE, SECOND } from '../../src/domain/instant.ts';

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

test('the same seed gives the same plan, and another one another', () => {
  expect(planOf(7, CASES)).toEqual(planOf(7, CASES));
  expect(planOf(7, CASES)).not.toEqual(planOf(8, CASES));
});

test.each(SEEDS)(
  'seed %i plays every scenario, kills every kind of process, and breaks all else in time',
  (seed) => {
    const { cases, faults } = planOf(seed, CASES);
    expect(new Set(cases.map(({ scenario }) => scenario))).toEqual(
      new Set(SCENARIOS.map(({ name }) => name)),
    );
    const killed = faults.flatMap((fault) => (fault.kind === 'kill' ? [fault.what] : []));
    expect(new Set(killed)).toEqual(new Set(KINDS));
    expect(new Set(faults.map(({ kind }) => kind))).toEqual(
      new Set(['kill', 'network', 'disk', 'clock', 'slack', 'mail']),
    );
    expect(Math.max(...faults.map(({ at, lasts }) => at + lasts))).toBeLessThanOrEqual(FAULTS_UNTIL);
  },
);

test('over the seeds every piece of network is cut or stalled', () => {
  const broken = SEEDS.flatMap((seed) => planOf(seed, CASES).faults)
    .filter((fault) => fault.kind === 'network')
    .map(({ link }) => link);
  expect(new Set(broken)).toEqual(new Set(LINKS));
});

test('between the moment the policy answers and the deadline there is time to find out about a lost answer', () => {
  expect(MARGIN).toBeGreaterThan(15 * MINUTE);
  const silent = planOf(1, CASES).cases.filter(({ answer }) => answer === 'silence');
  expect(silent.length).toBeGreaterThan(20);
  for (const { terms } of silent) {
    const left = Number(terms['respond_in']?.slice(0, -1)) * SECOND - MARGIN;
    expect(left, 'the moment comes while everything breaks').toBeGreaterThan(0);
    expect(left).toBeLessThan(FAULTS_UNTIL);
  }
});
