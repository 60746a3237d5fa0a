import { expect, test } from 'vitest';
import { PROVIDERS } from '../../src/domain/names.ts';
import { createProviders } from '../../src/providers/registry.ts';

const WHOP = { apiKey: 'apik_1', webhookSecrets: [], companyId: null };

test('a provider that is not set up is not there', () => {
  expect([...createProviders({ whop: null }).keys()]).toEqual([]);
});

test('every provider can be set up, under its own name', () => {
  const providers = createProviders({ whop: WHOP });
  expect([...providers.keys()]).toEqual([...PROVIDERS]);
  for (const [name, provider] of providers) expect(provider.capabilities.provider).toBe(name);
});
