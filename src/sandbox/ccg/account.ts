import { randomUUID } from 'node:crypto';
import { newEcKey, publicKeyOf } from '../keys.ts';

/** The merchant's account at CCG: who it is, and what proves that a webhook is CCG's. */
export interface CcgAccount {
  readonly merchantId: string;
  /** EC P-256 private keys in PEM, the one in use first and the one that will take its place after it. */
  readonly signingKeys: readonly string[];
}

/** An account with everything in it made at random. */
export function newCcgAccount(): CcgAccount {
  return { merchantId: randomUUID(), signingKeys: [newEcKey(), newEcKey()] };
}

/** What Recourse is set up with to believe the sandbox's webhooks as it would believe CCG's. */
export function settingsForCcg({ merchantId, signingKeys }: CcgAccount) {
  return { merchantId, webhookKeys: signingKeys.map(publicKeyOf) };
}
