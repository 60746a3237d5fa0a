import { instant } from '../../domain/instant.ts';
import { healthFacts, type HealthSources } from '../health-facts.ts';
import { healthProblems } from '../health-problems.ts';
import { type GuardedRoute, route } from '../route.ts';
import { health, type HealthView } from '../schemas/health.ts';

/** How everything goes, for people: what is wrong in sentences, and what shows it. */
export function healthRoutes(sources: HealthSources): GuardedRoute[] {
  const upSince = instant(Date.now());
  const gather = healthFacts(sources);
  return [
    route({
      method: 'get',
      path: '/api/v1/health',
      operationId: 'readHealth',
      tag: 'Operations',
      summary: 'Read whether anything is wrong or about to be missed',
      description: 'Answers also while Temporal or the store is out of reach, and says so.',
      role: 'viewer',
      request: {},
      responses: { 200: { description: 'How everything goes.', json: health } },
      problems: {},
      async handle({ caller }) {
        const now = instant(Date.now());
        const facts = await gather(caller, now);
        const problems = healthProblems(facts, now, upSince);
        const { providers, failing, failingKnown, due, deliveries, temporal, worker, store } = facts;
        return {
          status: 200,
          json: {
            ok: problems.every(({ severity }) => severity !== 'error'),
            problems,
            providers: [...providers],
            failing,
            failing_known: failingKnown,
            due_within_24h: due,
            deliveries: { waiting: deliveries.waiting, dead: deliveries.dead },
            temporal,
            worker,
            store,
          } satisfies HealthView,
        };
      },
    }),
  ];
}
