import * as fc from 'fast-check';
import { MINUTE, instant, type Instant, plus } from '../../src/domain/instant.ts';
import type { ProviderName } from '../../src/domain/names.ts';
import { createCcgProvider } from '../../src/providers/ccg/provider.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { bearer, CCG_KEYS, ccgPayload, keyPair } from '../providers/ccg/samples.ts';
import { mutated } from '../providers/mutated.ts';
import {
  KEY,
  signatureHeader,
  signatureOf,
  signingKey,
  wepayAt,
  wepayDispute,
  wepayNotification,
  wepayPayment,
  wepayRefund,
} from '../providers/wepay/samples.ts';
import { signedHeaders, whopAlert, whopAt, whopDispute, whopRefund } from '../providers/whop/samples.ts';

type Headers = Readonly<Record<string, string>>;
type Sign = (body: Buffer) => Headers | Promise<Headers>;

/** One provider's webhooks: what it sends, how it signs, and how somebody else would. */
export interface Sender {
  readonly name: ProviderName;
  readonly provider: Provider;
  /** A webhook that is used as it stands. */
  readonly sample: Readonly<Record<string, unknown>>;
  readonly payloads: fc.Arbitrary<unknown>;
  readonly sign: Sign;
  /** Signatures that prove nothing, by what is wrong with them. */
  readonly forged: Readonly<Record<string, Sign>>;
}

const ELSEWHERE = 'http://127.0.0.1:9';
const WHOP_TYPES = {
  'dispute.created': whopDispute(),
  'dispute.updated': whopDispute(),
  'dispute_alert.created': whopAlert(),
  'refund.updated': whopRefund(),
  'membership.went_valid': { id: 'mem_1' },
};
const WEPAY_TOPICS = {
  'disputes.created': wepayDispute(),
  'disputes.status_to_concluded': wepayDispute(),
  'payments.completed': wepayPayment(),
  'refunds.created': wepayRefund(),
};

function now(): Instant {
  return instant(Date.now());
}

const strangerOfWhop = Buffer.from('another secret');
const strangerOfWepay = signingKey();
const strangerOfCcg = keyPair();

const whop: Sender = {
  name: 'whop',
  provider: whopAt(ELSEWHERE),
  sample: { type: 'dispute.created', data: whopDispute() },
  payloads: envelopes(WHOP_TYPES, (type, data) => ({ type, data, company_id: 'biz_1' })),
  sign: (body) => signedHeaders(body),
  forged: {
    'none at all': () => ({}),
    "another's": (body) => signedHeaders(body, { key: strangerOfWhop }),
    stale: (body) => signedHeaders(body, { at: Date.now() - 6 * MINUTE }),
    'from the future': (body) => signedHeaders(body, { at: Date.now() + 6 * MINUTE }),
    'of another body': (body) => signedHeaders(Buffer.concat([body, Buffer.from(' ')])),
    'of another id': (body) => ({ ...signedHeaders(body), 'webhook-id': 'msg_2' }),
    truncated: (body) => changed(signedHeaders(body), 'webhook-signature', (text) => text.slice(0, -4)),
    'of another version': (body) =>
      changed(signedHeaders(body), 'webhook-signature', (text) => text.replace('v1,', 'v2,')),
    'two, both bad': (body) => changed(signedHeaders(body), 'webhook-signature', () => 'v1,AAAA v1,BBBB'),
    'with a time that is none': (body) => ({ ...signedHeaders(body), 'webhook-timestamp': 'NaN' }),
  },
};

const wepay: Sender = {
  name: 'wepay',
  provider: wepayAt(ELSEWHERE),
  sample: wepayNotification('disputes.created', wepayDispute()),
  payloads: envelopes(WEPAY_TOPICS, wepayNotification),
  sign: (body) => signatureHeader(signatureOf(body)),
  forged: {
    'none at all': () => ({}),
    "another's": (body) => signatureHeader(signatureOf(body, strangerOfWepay)),
    'of another body': (body) => signatureHeader(signatureOf(Buffer.concat([body, Buffer.from(' ')]))),
    'under another header': (body) =>
      signatureHeader({ ...signatureOf(body), protected: signatureOf(body, KEY, { alg: 'none' }).protected }),
    truncated: (body) => signatureHeader({ ...signatureOf(body), signature: 'AAAA' }),
    'no list': (body) => ({ 'wepay-signature': JSON.stringify(signatureOf(body)) }),
    'a list of nothing': () => signatureHeader(),
  },
};

const ccg: Sender = {
  name: 'ccg',
  provider: createCcgProvider({ webhookKeys: [CCG_KEYS.pem], merchantId: 'm_set' }),
  sample: ccgPayload(),
  payloads: fc.oneof(mutated(ccgPayload()), mutated({ name: 'DISPUTE_LOST', payload: ccgPayload() })),
  sign: () => bearer({ expires: plus(now(), 5 * MINUTE) }),
  forged: {
    'none at all': () => ({}),
    "another's": () => bearer({ key: strangerOfCcg.privateKey, expires: plus(now(), 5 * MINUTE) }),
    'past its end': () => bearer({ expires: plus(now(), -5 * MINUTE) }),
    'without an end': () => bearer({ expires: null }),
    'not valid yet': () => bearer({ expires: plus(now(), 60 * MINUTE), notBefore: plus(now(), 30 * MINUTE) }),
    'with the public key as a shared secret': () =>
      bearer({
        key: Buffer.from(CCG_KEYS.pem),
        header: { alg: 'HS256' },
        expires: plus(now(), 5 * MINUTE),
      }),
    unsigned: () => ({ authorization: `Bearer ${unsignedToken()}` }),
    'no token': () => ({ authorization: 'Basic YTpi' }),
  },
};

export const SENDERS: readonly Sender[] = [whop, wepay, ccg];

export const PROVIDERS_SET_UP: ReadonlyMap<ProviderName, Provider> = new Map(
  SENDERS.map(({ name, provider }) => [name, provider]),
);

function envelopes(
  kinds: Readonly<Record<string, Record<string, unknown>>>,
  wrap: (type: string, data: unknown) => Record<string, unknown>,
): fc.Arbitrary<unknown> {
  const each = Object.entries(kinds).map(([type, data]) => {
    const payload = mutated(data).map((odd) => wrap(type, odd));
    // An id that is left as it is gets past the first check.
    const kept = mutated(data).map((odd) => wrap(type, { ...odd, id: data['id'] }));
    return fc.oneof(payload, kept, mutated(wrap(type, data)));
  });
  return fc.oneof(...each);
}

function changed(headers: Headers, name: string, change: (text: string) => string): Headers {
  return { ...headers, [name]: change(headers[name] ?? '') };
}

/** `alg: none`, as RFC 7519 has it: the oldest trick against tokens. */
function unsignedToken(): string {
  const parts = [{ alg: 'none' }, { iss: 'ccg', exp: Math.floor(Date.now() / 1000) + 300 }];
  return `${parts.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.`;
}
