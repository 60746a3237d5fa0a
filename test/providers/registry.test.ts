import { expect, test } from 'vitest';
import { PROVIDERS } from '../../src/domain/names.ts';
import { createProviders } from '../../src/providers/registry.ts';

const NONE = { whop: null, wepay: null, ccg: null };
const ALL = {
  whop: { apiKey: 'apik_1', webhookSecrets: [], companyId: null },
  wepay: { appId: '121212', appToken: 'stage_1', riskToken: null, webhookKeys: [] },
  ccg: { webhookKeys: [], merchantId: null },
};

test('a provider that is not set up is not there', () => {
  expect([...createProviders(NONE).keys()]).toEqual([]);
});

test('every provider can be set up, under its own name', () => {
  const providers = createProviders(ALL);
  expect([...providers.keys()]).toEqual([...PROVIDERS]);
  for (const [name, provider] of providers) expect(provider.capabilities.provider).toBe(name);
});
