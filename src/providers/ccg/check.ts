import type { CheckLine } from '../provider.ts';
import type { CcgSettings } from './settings.ts';

/** There is nothing to call: only what was set can be looked at. */
export async function* checkCcg({ webhookKeys, merchantId }: CcgSettings): AsyncGenerator<CheckLine> {
  const count = webhookKeys.length === 1 ? 'one key' : `${webhookKeys.length} keys`;
  yield {
    ok: webhookKeys.length > 0,
    what: 'webhook keys',
    detail: `CCG_WEBHOOK_KEYS holds ${count} for ES256. Whether they are CCG's shows when its first webhook comes.`,
  };
  yield {
    ok: null,
    what: 'calls',
    detail:
      'CCG has no call to try: its webhooks tell of disputes, and a person submits the packet elsewhere.',
  };
  if (merchantId === null) {
    yield {
      ok: null,
      what: 'merchant',
      detail: 'CCG_MERCHANT_ID is not set: disputes whose webhook names no merchant belong to none.',
    };
  }
}
