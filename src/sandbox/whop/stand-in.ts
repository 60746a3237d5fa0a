import type { Millis } from '../../domain/instant.ts';
import { checked } from '../control/routes.ts';
import { byKind, createDocuments } from '../documents.ts';
import type { Parts } from '../parts.ts';
import type { StandIn } from '../stand-in.ts';
import type { WhopAccount } from './account.ts';
import { whopCases } from './cases.ts';
import { whopChannel } from './channel.ts';
import { whopDemo } from './demo.ts';
import { PERMISSIONS } from './permissions.ts';
import { makeElsewhere, moveByHand } from './refund-control.ts';
import { REFUND_TRANSITIONS } from './refund-transitions.ts';
import { WHOP_WORDING } from './refusal.ts';
import { whopRoutes } from './routes.ts';
import { SCENARIOS } from './scenarios.ts';
import { createSettings } from './settings.ts';
import { TRANSITIONS } from './transitions.ts';
import { publish, type WhopStandIn } from './whop.ts';

/** Puts the stand-in for Whop together. */
export function createWhop(account: WhopAccount, parts: Parts): WhopStandIn {
  const documents: WhopStandIn['documents'] = createDocuments(parts.database, 'whop');
  return { ...parts, account, documents, settings: createSettings(parts.notes) };
}

/** @param retryDelays - instead of Whop's own */
export function whopStandIn(
  account: WhopAccount,
  parts: Parts,
  retryDelays: readonly Millis[] | undefined,
): StandIn {
  const whop = createWhop(account, parts);
  const { settings } = whop;
  return {
    provider: 'whop',
    api: { routes: whopRoutes(whop), wording: WHOP_WORDING },
    channel: whopChannel(whop, retryDelays),
    cases: whopCases(whop),
    refunds: {
      make: (paymentId, body) => makeElsewhere(whop, paymentId, body),
      move: (refundId, body) => moveByHand(whop, refundId, body),
    },
    objects: {
      ...byKind(whop.documents, ['disputes', 'alerts', 'payments', 'refunds']),
      publish: (type, data) => publish(whop, type, data),
    },
    settings: {
      current: () => settings.current(),
      change: (body) => settings.change(checked(settings.Change, body)),
      sendTo: (url) => void settings.change({ webhook_url: url }),
    },
    describe: () => describeWhop(whop),
    demo: whopDemo(whop),
  };
}

function describeWhop(whop: WhopStandIn): object {
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
