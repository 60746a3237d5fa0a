import { SECOND } from '../../domain/instant.ts';
import type { Faults } from './faults.ts';
import type { FaultRuleInput } from './rule.ts';

/** A bad day at the provider: now and then something of everything, and nothing that does not pass. */
const MILD: readonly FaultRuleInput[] = [
  { route: '*', fault: 'lag', probability: 0.1, after_ms: 2 * SECOND },
  { route: '*', fault: 'cut_after', probability: 0.02 },
  { route: '*', fault: 'cut_before', probability: 0.02 },
  { route: '*', fault: 'error_before', probability: 0.03 },
  { route: '*', fault: 'error_after', probability: 0.02, status: 502 },
  { route: '*', fault: 'rate_limit', probability: 0.02, retry_after: 2 },
  { route: '*', fault: 'not_json', probability: 0.01 },
  { route: '*', fault: 'delay', probability: 0.15, after_ms: 700 },
  // Not CCG's: what it does not say once can be read nowhere.
  { route: '*', provider: 'whop', fault: 'drop', probability: 0.05 },
  { route: '*', provider: 'wepay', fault: 'drop', probability: 0.05 },
  { route: '*', fault: 'late', probability: 0.1, after_ms: 20 * SECOND },
  { route: '*', fault: 'reorder', probability: 0.1, after_ms: 10 * SECOND },
  { route: '*', fault: 'duplicate', probability: 0.15, after_ms: SECOND },
];

const PREFIX = 'mild_';

/** Adds the mild mix after the rules people made, or, when it is not wanted, takes out what an earlier start added. */
export function useMildFaults(faults: Faults, wanted: boolean): void {
  for (const { id } of faults.list()) if (id.startsWith(PREFIX)) faults.remove(id);
  if (!wanted) return;
  for (const [index, rule] of MILD.entries()) faults.add({ ...rule, id: `${PREFIX}${index + 1}` });
}
