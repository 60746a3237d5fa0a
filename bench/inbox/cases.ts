import { CaseFile, newCase } from '../../src/domain/case-file.ts';
import type { CaseState } from '../../src/domain/case.ts';
import { DAY, HOUR, plus, type Instant, type Millis } from '../../src/domain/instant.ts';
import { PROVIDERS, type ProviderName } from '../../src/domain/names.ts';
import { openDispute } from '../../src/domain/opening.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import type { DisputeReading } from '../../src/domain/provider.ts';
import { CAPABILITIES } from '../../src/providers/capabilities.ts';

/** Of a hundred cases, how many wait for a person; of the others, every second waits for its bank. */
const WAITING_OF_HUNDRED = 10;
/** How many merchants share them. */
const MERCHANTS = 20;
const PEAK: Millis = 9 * DAY;

/** A case by its number, always the same: of all providers and merchants, in the mixture that a desk comes to after some years. */
export function caseNumber(index: number, now: Instant): CaseState {
  const provider = PROVIDERS[index % PROVIDERS.length] ?? 'whop';
  const opened = plus(now, -index * HOUR);
  const paymentId = `pay_${index}`;
  const state = newCase(`${provider}:${paymentId}`, provider, BUILT_IN_POLICY.version, opened);
  const file = new CaseFile(state, BUILT_IN_POLICY, CAPABILITIES[provider]);
  openDispute(file, reading(index, provider, paymentId, opened, now), opened);
  return state;
}

function reading(
  index: number,
  provider: ProviderName,
  paymentId: string,
  createdAt: Instant,
  now: Instant,
): DisputeReading {
  const isWaiting = index % 100 < WAITING_OF_HUNDRED;
  const status = isWaiting ? 'needs_response' : index % 2 === 0 ? 'under_review' : 'won';
  return {
    id: `dp_${provider}_${index}`,
    paymentId,
    merchantId: `biz_${index % MERCHANTS}`,
    stage: 'chargeback',
    status,
    providerStatus: status,
    amount: { amount: `${10 + (index % 90)}.00`, currency: 'usd' },
    reason: index % 3 === 0 ? 'fraudulent' : 'not_received',
    providerReason: null,
    respondBy: isWaiting ? plus(now, HOUR + ((index * 61_001) % PEAK)) : null,
    editable: isWaiting,
    settledByNetwork: false,
    createdAt,
    evidence: null,
  };
}
