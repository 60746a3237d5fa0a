import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { PROVIDERS } from '../../src/domain/names.ts';
import { createProviders } from '../../src/providers/registry.ts';
import { CCG_KEYS } from './ccg/samples.ts';

const WHOP = { apiKey: 'apik_1', webhookSecrets: [], companyId: null };
const CCG = { webhookKeys: [CCG_KEYS.pem], merchantId: null };

function wepay() {
  const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return { appId: '1', appToken: 't', riskToken: null, webhookKeys: [key] };
}

test('a provider that is not set up is not there', () => {
  expect([...createProviders({ whop: null, wepay: null, ccg: null }).keys()]).toEqual([]);
  expect([...createProviders({ whop: null, wepay: null, ccg: CCG }).keys()]).toEqual(['ccg']);
});

test('every provider can be set up, under its own name', () => {
  const providers = createProviders({ whop: WHOP, wepay: wepay(), ccg: CCG });
  expect([...providers.keys()]).toEqual([...PROVIDERS]);
  for (const [name, provider] of providers) expect(provider.capabilities.provider).toBe(name);
});
