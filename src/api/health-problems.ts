import { isPast, spanInWords } from '../domain/deadline.ts';
import { HOUR, type Instant, type Millis, millis, MINUTE, plus } from '../domain/instant.ts';
import type { HealthFacts } from './health-facts.ts';
import type { HealthView } from './schemas/health.ts';

type Problem = HealthView['problems'][number];
type ProviderHealth = HealthFacts['providers'][number];

/** A comparison begins every five minutes; three that came to nothing are no hiccup. */
const RECONCILED_WITHIN: Millis = 20 * MINUTE;

/** So many within an hour are no stranger trying his luck. */
const SEVERAL = 5;

/** What anybody can cause who knows the address: they are turned away before it is known whether they are genuine. */
const FROM_ANYBODY: readonly string[] = ['bad_signature', 'bad_format', 'too_large'];

/** Why webhooks are turned away, in the middle of a sentence. */
const WHY: Readonly<Record<string, string>> = {
  bad_signature: 'their signature is bad, stale or missing, so check the webhook secret and the clock',
  bad_format: 'they are not in the form the provider documents',
  too_large: 'they are larger than 1 MiB',
  overloaded: 'too many come at once',
  temporal_unavailable: 'Temporal is out of reach',
};

/**
 * What is wrong, errors first.
 *
 * @param upSince - when this process began: until things had time to happen, that they did not is no problem
 */
export function healthProblems(facts: HealthFacts, now: Instant, upSince: Instant): Problem[] {
  const problems = [
    ...outOfReach(facts),
    ...facts.providers.flatMap((provider) => [
      ...unreconciled(provider, now, upSince),
      ...turnedAway(provider, now),
    ]),
    ...work(facts),
    ...unknown(facts),
  ];
  return problems.toSorted((a, b) => Number(a.severity === 'warning') - Number(b.severity === 'warning'));
}

function outOfReach({ temporal, worker, version = null, store }: HealthFacts): Problem[] {
  return [
    ...(temporal ? [] : [error('Temporal is out of reach: webhooks are turned away, and no case moves.')]),
    ...(worker || !temporal
      ? []
      : [error(`${noWorker(version)}: webhooks are kept, but no case moves and nothing is answered.`)]),
    ...(store ? [] : [error('The store is out of reach: nothing can be shown or written down.')]),
  ];
}

function noWorker(version: string | null): string {
  if (version === null) return 'No worker runs';
  return `No worker of version ${version} runs, to which all work goes (start some, or promote the version that runs)`;
}

function unreconciled(provider: ProviderHealth, now: Instant, upSince: Instant): Problem[] {
  const { label, set_up, lists, last_reconcile_at, reconcile_error } = provider;
  if (!set_up || !lists) return [];
  const why = reconcile_error === null ? '' : ` ${reconcile_error}`;
  const since = last_reconcile_at ?? upSince;
  if (isPast(plus(since > upSince ? since : upSince, RECONCILED_WITHIN), now)) {
    const span = spanInWords(millis(now) - millis(since));
    return [
      error(
        `${label} was not compared with the cases for ${span}: webhooks that got lost are not found.${why}`,
      ),
    ];
  }
  return reconcile_error === null ? [] : [warning(`The last comparison with ${label} was not whole.${why}`)];
}

function turnedAway({ label, set_up, last_webhook_at, rejected }: ProviderHealth, now: Instant): Problem[] {
  const lately = rejected.filter(({ at }) => !isPast(plus(at, HOUR), now));
  if (!set_up) {
    return lately.length === 0
      ? []
      : [warning(`Webhooks of ${label} come in, and ${label} is not set up here.`)];
  }
  const since = lately.filter(
    ({ at, reason }) => reason !== 'not_set_up' && (last_webhook_at === null || last_webhook_at <= at),
  );
  const ours = since.find(({ reason }) => !FROM_ANYBODY.includes(reason));
  const shown = ours ?? since[0];
  if (shown === undefined) return [];
  const count = since.reduce((sum, refused) => sum + refused.count, 0);
  const problem = ours !== undefined || count >= SEVERAL ? error : warning;
  const why = WHY[shown.reason] ?? 'something went wrong here, which the log tells';
  return [problem(`Webhooks of ${label} are turned away, and none was taken in since: ${why}.`)];
}

function work({ failing, missing = 0, undecided, deliveries }: HealthFacts): Problem[] {
  return [
    ...some(
      missing,
      error,
      'Open cases that have no workflow in Temporal, whose deadlines nobody keeps (`recourse reconcile` starts them again)',
    ),
    ...some(failing.length, error, 'Cases or refunds that cannot get on'),
    ...some(undecided.overdue, error, 'Disputes past their deadline that nobody has decided about'),
    ...some(
      deliveries.diedLately,
      error,
      'Messages that could not be delivered and were given up since yesterday',
    ),
    ...some(undecided.soon, warning, 'Disputes due within 24 hours that nobody has decided about'),
  ];
}

function unknown({ temporal, store, failingKnown, listsBehind }: HealthFacts): Problem[] {
  return [
    ...(listsBehind
      ? [
          error(
            'Lists of an earlier version are made anew just now: until that is done cases, deadlines and figures may be missing.',
          ),
        ]
      : []),
    // Where one of them is out of reach that is said already.
    ...(temporal && store && !failingKnown
      ? [warning('Temporal does not tell which workflows fail: whether any does cannot be told.')]
      : []),
  ];
}

function some(count: number, problem: (message: string) => Problem, what: string): Problem[] {
  return count === 0 ? [] : [problem(`${what}: ${count}.`)];
}

function error(message: string): Problem {
  return { severity: 'error', message };
}

function warning(message: string): Problem {
  return { severity: 'warning', message };
}
