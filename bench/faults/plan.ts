import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import type { ProviderName } from '../../src/domain/names.ts';
import type { FaultRuleInput } from '../../src/sandbox/faults/rule.ts';
import { LINKS, type LinkName } from '../cluster/blueprint.ts';
import type { Kind } from '../cluster/cluster.ts';
import { CHANGING_CALLS } from './ledger/counts.ts';
import { type Dice, dice } from './random.ts';
import { type Answer, type Handled, isOrdinary, SCENARIOS } from './scenarios.ts';

/** A case that is to come, and how it will be handled. Moments count from the beginning of the load. */
export interface PlannedCase {
  /** In this plan. */
  readonly number: number;
  readonly scenario: string;
  readonly provider: ProviderName;
  readonly at: Millis;
  /** What the scenario is started with. */
  readonly terms: Readonly<Record<string, string>>;
  readonly answer: Answer;
  /** How long people take to answer, each time there is something to be answered. */
  readonly thinks: Millis;
  /** Somebody puts a file to the evidence first. */
  readonly file: boolean;
  /** How long bank and provider wait before each of their steps. */
  readonly pause: Millis;
  readonly refunds: readonly PlannedRefund[];
}

/** A refund somebody asks for, under one key. */
export interface PlannedRefund {
  readonly key: string;
  /** In major units; null: whatever remains. */
  readonly amount: string | null;
  /** How often the same request is made all in all. */
  readonly times: number;
  /** The first request is given up after so long, as a hasty client does, and made again. */
  readonly hasty: boolean;
}

/** Something that breaks. Moments count from the beginning of the load. */
export type PlannedFault = { readonly at: Millis; readonly lasts: Millis } & (
  | { readonly kind: 'kill'; readonly what: Kind; readonly index: number }
  | { readonly kind: 'network'; readonly link: LinkName; readonly how: 'cut' | 'stalled' }
  | { readonly kind: 'disk' }
  | { readonly kind: 'clock'; readonly what: 'api' | 'worker'; readonly index: number; readonly by: Millis }
  | { readonly kind: 'slack' }
  | { readonly kind: 'mail' }
);

/** All of one seed's run that is decided beforehand. */
export interface Plan {
  readonly seed: number;
  readonly cases: readonly PlannedCase[];
  readonly faults: readonly PlannedFault[];
  readonly sandboxFaults: readonly FaultRuleInput[];
  /** Those that stay on when all others are over, until all is settled. */
  readonly lastingFaults: readonly FaultRuleInput[];
}

/** How many cases a run has unless told otherwise. */
export const CASES = 220;
/** How they are shared out; WePay's are few because it is called twice a second at most. */
const SHARES: Readonly<Record<ProviderName, number>> = { whop: 0.6, wepay: 0.16, ccg: 0.24 };

/** All cases begin within this time. */
const OPENING: Millis = 30 * SECOND;
const FAULTS_FROM: Millis = 4 * SECOND;
/** By then every fault has ended. */
export const FAULTS_UNTIL: Millis = 45 * SECOND;

/**
 * The policy's margin. It is longer than the quarter of an hour within which a lost answer can be found out about and sent again, which is what
 * the product promises deadlines for; see {@link PlannedCase.terms}.
 */
export const MARGIN: Millis = 30 * MINUTE;

/** Everything the policy needs to answer by itself, and to refund small alerts. */
export const POLICY = `
alerts:
  window: 72h
  auto_refund: [{ provider: whop, currency: usd, up_to: "20.00", alert_types: [dispute, fraud] }]
response: { margin: ${MARGIN / MINUTE}m, reminders: [40m, 29m], on_silence: submit }
rulings: { quiet_period: 14d }
approvals: [{ currency: usd, four_eyes_above: "500.00" }]
`;

/** The same seed and number of cases give the same plan. */
export function planOf(seed: number, wanted: number): Plan {
  const cases = (['whop', 'wepay', 'ccg'] as const).flatMap((provider) => casesOf(seed, provider, wanted));
  return {
    seed,
    cases: cases
      .toSorted((one, other) => one.at - other.at)
      .map((one, index) => ({ ...one, number: index + 1 })),
    faults: faultsOf(dice(seed, 'faults')),
    sandboxFaults: sandboxFaults(seed),
    lastingFaults: seeded(seed, lastingFaults()),
  };
}

/** Every scenario of a provider as often as every other, give or take one. */
function casesOf(seed: number, provider: ProviderName, wanted: number): readonly PlannedCase[] {
  const count = Math.round(wanted * SHARES[provider]);
  const throws = dice(seed, provider);
  const scenarios = SCENARIOS.filter((scenario) => scenario.provider === provider);
  const rounds = Math.ceil(count / scenarios.length);
  return Array.from({ length: rounds }, () => throws.shuffled(scenarios))
    .flat()
    .slice(0, count)
    .map((scenario) => plannedCase(throws, scenario));
}

function plannedCase(throws: Dice, { name: scenario, provider, answers, refunds }: Handled): PlannedCase {
  const answer = throws.pick(answers);
  return {
    number: 0,
    scenario,
    provider,
    at: Math.round(throws.float() * OPENING),
    answer,
    terms: termsOf(throws, { name: scenario, provider }, answer),
    thinks: throws.whole(1_000, 9_000),
    file: answer === 'challenge' && provider === 'whop' && throws.chance(0.2),
    pause: throws.whole(1_500, 6_000),
    refunds: refunds ? refundsOf(throws) : [],
  };
}

/**
 * The policy acts {@link MARGIN} before the deadline: seconds after the beginning where that is wanted, at about the moment at which a person decides in
 * some other cases, and never within the run in the rest.
 */
function termsOf(
  throws: Dice,
  { name, provider }: Pick<Handled, 'name' | 'provider'>,
  answer: Answer,
): PlannedCase['terms'] {
  if (provider === 'ccg') return {};
  // A proposal of an amount above the limit needs its approval.
  const amount = answer === 'proposal' ? '640.00' : throws.pick(['15.00', '49.00', '120.00', '33.10']);
  const isRace = answer === 'challenge' && isOrdinary(name) && throws.chance(0.15);
  if (provider === 'wepay' && answer !== 'silence' && !isRace) return { amount };
  const acts =
    answer === 'silence' ? throws.whole(6_000, 22_000) : isRace ? throws.whole(3_000, 12_000) : null;
  const respondIn = acts === null ? 10 * 24 * 60 * MINUTE : MARGIN + acts;
  return { amount, respond_in: `${Math.round(respondIn / SECOND)}s` };
}

function refundsOf(throws: Dice): readonly PlannedRefund[] {
  const amounts = throws.pick([[null], ['5.00'], ['5.00', '2.50'], ['3.25', null]]);
  return amounts.map((amount, index) => ({
    key: `refund-${index + 1}`,
    amount,
    times: throws.whole(1, 3),
    hasty: throws.chance(0.3),
  }));
}

/** Each process kind is killed once or twice, three pieces of network are cut, and everything else breaks once. */
function faultsOf(throws: Dice): readonly PlannedFault[] {
  const between = (shortest: Millis, longest: Millis) => {
    const lasts = throws.whole(shortest, longest);
    return { at: throws.whole(FAULTS_FROM, FAULTS_UNTIL - lasts), lasts };
  };
  const kill = (what: Kind, index = 0): PlannedFault => ({
    kind: 'kill',
    what,
    index,
    ...between(500, 3_000),
  });
  const network = (): PlannedFault => ({
    kind: 'network',
    link: throws.pick(LINKS),
    how: throws.pick(['cut', 'stalled']),
    ...between(1_000, 6_000),
  });
  const off = throws.pick(['api', 'worker'] as const);
  const [skewed, other] = throws.shuffled([0, 1]);
  const faults: PlannedFault[] = [
    kill('worker', other),
    kill('worker', throws.whole(0, 1)),
    kill('api', throws.whole(0, 1)),
    kill('temporal'),
    kill('postgres'),
    kill('sandbox'),
    network(),
    network(),
    network(),
    { kind: 'disk', ...between(1_500, 3_000) },
    {
      kind: 'clock',
      what: off,
      index: skewed ?? 0,
      by: throws.pick([-10 * MINUTE, -40 * SECOND, 40 * SECOND, 10 * MINUTE]),
      ...between(5_000, 10_000),
    },
    { kind: 'slack', ...between(4_000, 12_000) },
    { kind: 'mail', ...between(4_000, 12_000) },
  ];
  return faults.toSorted((one, another) => one.at - another.at);
}

/** Something of every fault the sandbox can make, now and then. Drops are not for CCG: what it does not say once can be read nowhere. */
function sandboxFaults(seed: number): readonly FaultRuleInput[] {
  const rules: readonly FaultRuleInput[] = [
    ...lastingFaults(),
    { route: '*', fault: 'lag', probability: 0.1, after_ms: 2 * SECOND },
    { route: '*', fault: 'cut_after', probability: 0.03 },
    { route: '*', fault: 'cut_before', probability: 0.01 },
    { route: '*', fault: 'error_before', probability: 0.03 },
    { route: '*', fault: 'error_after', probability: 0.03, status: 502 },
    { route: '*', fault: 'rate_limit', probability: 0.02, retry_after: 2 },
    { route: '*', fault: 'not_json', probability: 0.01 },
    { route: '*', fault: 'hang', probability: 0.01 },
    { route: '*', fault: 'delay', probability: 0.15, after_ms: 700 },
    { route: '*', provider: 'whop', fault: 'drop', probability: 0.04 },
    { route: '*', provider: 'wepay', fault: 'drop', probability: 0.04 },
    { route: '*', fault: 'late', probability: 0.08, after_ms: 8 * SECOND },
    { route: '*', fault: 'reorder', probability: 0.1, after_ms: 5 * SECOND },
    { route: '*', fault: 'duplicate', probability: 0.15, after_ms: SECOND },
  ];
  return seeded(seed, rules);
}

function seeded(seed: number, rules: readonly FaultRuleInput[]): readonly FaultRuleInput[] {
  return rules.map((rule) => ({ ...rule, seed: `${seed}/${rule.route}/${rule.fault}` }));
}

/**
 * Those that stay when all others are over: calls that spend an answer or move money, and of one in four it is not clear what came of it. What is done can
 * be read soon; so they hold nothing up.
 */
function lastingFaults(): readonly FaultRuleInput[] {
  return CHANGING_CALLS.flatMap((route) => [
    { route, fault: 'cut_after', probability: 0.14 },
    { route, fault: 'error_after', probability: 0.1, status: 500 },
  ]);
}
