import type { KeyObject } from 'node:crypto';
import { ProviderError } from '../errors.ts';
import type { CheckLine } from '../provider.ts';
import type { RequestLimits, WepayClient } from './client.ts';
import { unreadable } from './errors.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { pagePayload } from './payloads.ts';
import type { WepaySettings } from './settings.ts';
import { readKey } from './signature.ts';
import { uploadsAddress } from './addresses.ts';

/** One harmless read; `what` is how its line calls it. */
interface Trial {
  readonly what: string;
  readonly operation: Operation;
  readonly path: string;
}

const TRIALS: readonly Trial[] = [
  { what: 'list disputes', operation: OPERATIONS.listDisputes, path: '/disputes' },
  { what: 'list notifications', operation: OPERATIONS.listNotifications, path: '/notifications' },
  { what: 'list payments', operation: OPERATIONS.listPayments, path: '/payments' },
  { what: 'list refunds', operation: OPERATIONS.listRefunds, path: '/refunds' },
];

/** Changes of which only the change itself would tell. */
const UNTRIED: readonly CheckLine[] = [
  { ok: null, what: 'answer disputes', detail: 'Cannot be tried without changing a dispute.' },
  { ok: null, what: 'refund payments', detail: 'Cannot be tried without refunding.' },
];

/** The least a key of RS256 may have (RFC 7518, 3.3). */
const KEY_BITS = 2048;

/** Tries the set-up with harmless reads; the first one also shows whether WePay is in reach and takes the app. */
export async function* checkWepay(
  client: WepayClient,
  settings: WepaySettings,
  limits: RequestLimits,
): AsyncGenerator<CheckLine> {
  let isFirst = true;
  for (const trial of TRIALS) {
    const failure = await failureOf(client, trial, limits);
    if (isFirst) yield appLine(failure);
    if (isFirst && !isAccepted(failure)) break;
    isFirst = false;
    yield trialLine(trial, failure);
  }
  yield* UNTRIED;
  yield uploadsLine(settings);
  yield* keyLines(settings.webhookKeys);
}

async function failureOf(
  client: WepayClient,
  { operation, path }: Trial,
  limits: RequestLimits,
): Promise<ProviderError | null> {
  try {
    const answer = await client.get(operation, `${path}?page_size=1`, limits);
    return pagePayload.safeParse(answer).success ? null : unreadable(operation);
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

/** Whether WePay itself answered, having accepted the app. It says 403 to an app it does not know as well. */
function isAccepted(failure: ProviderError | null): boolean {
  return (
    failure === null || (!failure.inDoubt && failure.kind !== 'unauthorized' && failure.kind !== 'forbidden')
  );
}

function appLine(failure: ProviderError | null): CheckLine {
  const what = 'app';
  return failure === null || isAccepted(failure)
    ? { ok: true, what, detail: 'WePay accepts WEPAY_APP_ID and WEPAY_APP_TOKEN.' }
    : { ok: false, what, detail: failure.message };
}

function trialLine({ what }: Trial, failure: ProviderError | null): CheckLine {
  if (failure === null) return { ok: true, what, detail: 'The app may.' };
  const advice = failure.kind === 'not_found' ? ' Check WEPAY_BASE_URL.' : '';
  return { ok: false, what, detail: failure.message + advice };
}

function uploadsLine(settings: WepaySettings): CheckLine {
  const what = 'upload documents';
  try {
    const address = uploadsAddress(settings);
    const token = settings.riskToken === null ? 'without a WEPAY_RISK_TOKEN' : 'with WEPAY_RISK_TOKEN';
    return {
      ok: null,
      what,
      detail: `Cannot be tried without leaving a document behind: they go to ${address}, ${token}. WePay documents uploads by its browser library only; should it refuse ours, hand documents over there and give their ids.`,
    };
  } catch (error) {
    if (error instanceof ProviderError) return { ok: false, what, detail: error.message };
    throw error;
  }
}

function* keyLines(pems: readonly string[]): Generator<CheckLine> {
  const what = 'webhook keys';
  if (pems.length === 0) {
    const detail =
      "WEPAY_WEBHOOK_KEYS is not set: copy WePay's public keys from its page on notification signatures.";
    yield { ok: false, what, detail };
  }
  for (const [index, pem] of pems.entries()) {
    const which = pems.length === 1 ? '' : `Key ${index + 1} of ${pems.length}: `;
    const key = readKey(pem);
    const bits = key === null ? null : rsaBits(key);
    const ok = bits !== null && bits >= KEY_BITS;
    const detail = ok
      ? `an RSA key of ${bits} bits.`
      : `no RSA public key of at least ${KEY_BITS} bits in PEM: copy WEPAY_WEBHOOK_KEYS again, whole.`;
    yield { ok, what, detail: which + detail };
  }
}

function rsaBits({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): number | null {
  return asymmetricKeyType === 'rsa' ? (asymmetricKeyDetails?.modulusLength ?? null) : null;
}
