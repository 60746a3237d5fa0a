import type { ControlRoute } from '../control/routes.ts';
import { caseControl } from './case-control.ts';
import { objectControl } from './object-control.ts';
import { PERMISSIONS } from './permissions.ts';
import { REFUND_TRANSITIONS } from './refund-transitions.ts';
import { SCENARIOS } from './scenarios.ts';
import { TRANSITIONS } from './transitions.ts';
import type { WhopStandIn } from './whop.ts';

/** What the control API can do with Whop. */
export function whopControl(whop: WhopStandIn): ControlRoute[] {
  return [...caseControl(whop), ...objectControl(whop)];
}

/** What `GET /control` says of Whop. */
export function describeWhop(whop: WhopStandIn): object {
  return {
    base_url: `${whop.origin()}/api/v1`,
    company_id: whop.account.companyId,
    settings: whop.settings.current(),
    permissions: PERMISSIONS,
    scenarios: Object.entries(SCENARIOS).map(([name, { summary, steps }]) => ({ name, summary, steps })),
    transitions: Object.entries(TRANSITIONS).map(([name, { summary, from }]) => ({ name, summary, from })),
    refund_transitions: Object.entries(REFUND_TRANSITIONS).map(([name, { summary, from }]) => ({
      name,
      summary,
      from,
    })),
  };
}
