import type { Millis } from '../../domain/instant.ts';
import { checked } from '../control/routes.ts';
import { byKind, createDocuments } from '../documents.ts';
import type { Parts } from '../parts.ts';
import type { StandIn } from '../stand-in.ts';
import type { WepayAccount } from './account.ts';
import { describeTransitions, makeElsewhere, moveByHand, wepayCases } from './cases.ts';
import { wepayChannel } from './channel.ts';
import { wepayDemo } from './demo.ts';
import { DOCUMENT_TYPES } from './documents.ts';
import { notify } from './notifications.ts';
import { createPace } from './pace.ts';
import { WEPAY_WORDING } from './refusal.ts';
import { wepayRoutes } from './routes.ts';
import { SCENARIOS } from './scenarios.ts';
import { createSettings } from './settings.ts';
import type { WepayStandIn } from './wepay.ts';

/** Puts the stand-in for WePay together. */
export function createWepay(account: WepayAccount, parts: Parts): WepayStandIn {
  const documents: WepayStandIn['documents'] = createDocuments(parts.database, 'wepay');
  return { ...parts, account, documents, settings: createSettings(parts.notes), pace: createPace() };
}

/** @param retryDelays - instead of WePay's own */
export function wepayStandIn(
  account: WepayAccount,
  parts: Parts,
  retryDelays: readonly Millis[] | undefined,
): StandIn {
  const wepay = createWepay(account, parts);
  const { settings } = wepay;
  return {
    provider: 'wepay',
    api: { routes: wepayRoutes(wepay), wording: WEPAY_WORDING },
    channel: wepayChannel(wepay, retryDelays),
    cases: wepayCases(wepay),
    refunds: {
      make: (paymentId, body) => makeElsewhere(wepay, paymentId, body),
      move: (refundId, body) => moveByHand(wepay, refundId, body),
    },
    objects: {
      ...byKind(wepay.documents, [
        'disputes',
        'payments',
        'refunds',
        'documents',
        'challenges',
        'notifications',
      ]),
      publish: (topic, object) => notify(wepay, topic, object),
    },
    settings: {
      current: () => settings.current(),
      change: (body) => settings.change(checked(settings.Change, body)),
      sendTo: (url) => void settings.change({ webhook_url: url }),
    },
    describe: () => ({
      base_url: wepay.origin(),
      uploads_url: wepay.origin(),
      app_id: account.appId,
      account_id: account.accountId,
      settings: settings.current(),
      document_types: DOCUMENT_TYPES,
      scenarios: Object.entries(SCENARIOS).map(([name, { summary, steps }]) => ({ name, summary, steps })),
      transitions: describeTransitions(),
    }),
    demo: wepayDemo(wepay),
  };
}
