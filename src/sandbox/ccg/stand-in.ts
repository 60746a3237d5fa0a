import type { Millis } from '../../domain/instant.ts';
import { checked } from '../control/routes.ts';
import { byKind, createDocuments } from '../documents.ts';
import type { Parts } from '../parts.ts';
import type { StandIn } from '../stand-in.ts';
import type { CcgAccount } from './account.ts';
import { ccgCases, makeElsewhere, moveByHand } from './cases.ts';
import { publish, type CcgStandIn } from './ccg.ts';
import { ccgChannel } from './channel.ts';
import { ccgDemo } from './demo.ts';
import { announce } from './disputes.ts';
import { SCENARIOS, TRANSITIONS } from './scenarios.ts';
import { createSettings } from './settings.ts';

/** Puts the stand-in for CCG together. */
export function createCcg(account: CcgAccount, parts: Parts): CcgStandIn {
  const documents: CcgStandIn['documents'] = createDocuments(parts.database, 'ccg');
  return { ...parts, account, documents, settings: createSettings(parts.notes) };
}

/** @param retryDelays - instead of none, as CCG documents none */
export function ccgStandIn(
  account: CcgAccount,
  parts: Parts,
  retryDelays: readonly Millis[] | undefined,
): StandIn {
  const ccg = createCcg(account, parts);
  const { settings } = ccg;
  return {
    provider: 'ccg',
    api: null,
    channel: ccgChannel(ccg, retryDelays),
    cases: ccgCases(ccg),
    refunds: {
      make: (paymentId, body) => makeElsewhere(ccg, paymentId, body),
      move: (refundId, body) => moveByHand(ccg, refundId, body),
    },
    objects: {
      ...byKind(ccg.documents, ['disputes', 'payments', 'refunds']),
      publish: (name, data) => publishAny(ccg, name, data),
    },
    settings: {
      current: () => settings.current(),
      change: (body) => settings.change(checked(settings.Change, body)),
      sendTo: (url) => void settings.change({ webhook_url: url }),
    },
    describe: () => ({
      merchant_id: account.merchantId,
      settings: settings.current(),
      scenarios: Object.entries(SCENARIOS).map(([name, { summary, steps }]) => ({ name, summary, steps })),
      transitions: Object.entries(TRANSITIONS).map(([name, summary]) => ({ name, summary })),
    }),
    demo: ccgDemo(ccg),
  };
}

/** One of the kept disputes goes out as its events do, without what is only kept; anything else as it is. */
function publishAny(ccg: CcgStandIn, name: string, data: object): string {
  const id = 'id' in data && typeof data.id === 'string' ? data.id : null;
  const dispute = id === null ? null : ccg.documents.get('disputes', id);
  if (dispute !== null) return announce(ccg, { ...dispute, ...data }, name);
  return publish(ccg, name, data, { ids: id === null ? [] : [id], envelope: null });
}
