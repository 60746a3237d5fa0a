import type { Role } from '../../src/people/role.ts';
import { deliveryId } from '../../src/notify/delivery-id.ts';
import type { Sent } from './an-api.ts';
import { PDF } from './sample-files.ts';

/** How a test calls one route. */
export interface RouteSample {
  /** Who may use it, as the contract says it; null for everybody. */
  readonly needs: Role | null;
  /** Query strings to ask with; by default none. */
  readonly queries?: readonly string[];
  readonly sent?: () => Sent;
  /** What it tells is of no merchant, and the same for everybody who may ask. */
  readonly ofNobody?: true;
}

/** What addresses are made of: `{case_id}` and so on. */
export type SampleIds = Readonly<Record<string, string>>;

/** Everything that is of one merchant, under ids made from a word. */
export function idsOf(word: string): SampleIds {
  return {
    provider: 'whop',
    case_id: `whop:pay_${word}`,
    payment_id: `pay_${word}`,
    refund_id: `whop:pay_${word}:key_${word}`,
    file_id: `file_${word}`,
    delivery_id: deliveryId({ newsId: `news_${word}`, subscriber: 'books' }),
    chart: 'at_stake',
  };
}

/** What finds the things of the other merchant, in whatever a list looks through. */
const SEARCHES = ['?q=pay_two', '?q=zelda', '?merchant_id=biz_2', '?payment_id=pay_two'];
/** For figures. */
const RANGES = ['', '?merchant_id=biz_2'];

/**
 * How to call each route, by its operation id. A new route is called by whatever its address is made of; a line here says who may use it, and what it
 * takes beside.
 */
export const ROUTE_SAMPLES: Readonly<Record<string, RouteSample>> = {
  receiveWebhook: { needs: null },
  receiveInteraction: { needs: null },
  isAlive: { needs: null },
  isReady: { needs: null },
  readDescription: { needs: null },
  listSignInWays: { needs: null },
  beginSignIn: { needs: null },
  finishSignIn: { needs: null },
  useLink: { needs: null },
  whoAmI: { needs: 'viewer', ofNobody: true },
  logOut: { needs: 'viewer', ofNobody: true },
  describeApi: { needs: 'viewer', ofNobody: true },
  listProviders: { needs: 'viewer', ofNobody: true },
  readMetrics: { needs: 'viewer', ofNobody: true },
  rebuildList: { needs: 'admin' },
  findCustomer: { needs: 'admin', sent: () => ({ json: { customer: 'pay_two' } }) },
  eraseCustomer: { needs: 'admin', sent: () => ({ json: { customer: 'pay_two', cases: 1 } }) },
  // To whoever sees all merchants alone.
  listErasures: { needs: 'admin', ofNobody: true },
  decodePayloads: { needs: 'admin', ofNobody: true, sent: () => ({ json: { payloads: [] } }) },
  listDisputes: { needs: 'viewer', queries: ['', ...SEARCHES] },
  downloadDisputes: { needs: 'viewer', queries: ['', ...SEARCHES] },
  countDisputes: { needs: 'viewer' },
  getDispute: { needs: 'viewer' },
  readTimeline: { needs: 'viewer' },
  exportTimeline: { needs: 'viewer' },
  listRelated: { needs: 'viewer' },
  previewAnswer: { needs: 'viewer' },
  readPayment: { needs: 'viewer' },
  downloadFile: { needs: 'viewer' },
  downloadPacket: { needs: 'viewer' },
  followEvents: { needs: 'viewer', ofNobody: true },
  editEvidence: { needs: 'responder', sent: () => ({ json: { fields: { notes: 'taken over' } } }) },
  addFile: { needs: 'responder', sent: () => ({ body: upload() }) },
  addDocument: {
    needs: 'responder',
    sent: () => ({
      json: { slot: 'uncategorized_attachment', document_id: 'docu-1', created_at: '2026-11-01T12:00:00Z' },
    }),
  },
  removeFile: { needs: 'responder' },
  decide: { needs: 'responder', sent: () => ({ json: { decision: 'challenge' } }) },
  withdrawProposal: { needs: 'responder', sent: () => ({ json: {} }) },
  settleDispute: { needs: 'admin', sent: () => ({ json: { outcome: 'done', note: 'seen there' } }) },
  listRefunds: { needs: 'viewer', queries: ['', '?payment_id=pay_two'] },
  downloadRefunds: { needs: 'viewer', queries: ['', '?payment_id=pay_two'] },
  getRefund: { needs: 'viewer' },
  requestRefund: {
    needs: 'approver',
    sent: () => ({
      headers: { 'idempotency-key': 'key-of-another' },
      json: { provider: 'whop', payment_id: 'pay_two', amount: { amount: '5', currency: 'usd' } },
    }),
  },
  settleRefund: { needs: 'admin', sent: () => ({ json: { outcome: 'done', note: 'seen there' } }) },
  listDeliveries: { needs: 'viewer', queries: ['', '?subscriber=books', '?state=waiting'] },
  downloadDeliveries: { needs: 'viewer', queries: ['', '?subscriber=books', '?state=waiting'] },
  resendDelivery: { needs: 'admin' },
  resendDeliveries: { needs: 'admin', queries: ['?subscriber=books'] },
  readInsights: { needs: 'viewer', queries: RANGES },
  downloadChart: { needs: 'viewer', queries: RANGES },
  readHealth: { needs: 'viewer' },
};

function upload(): FormData {
  const parts = new FormData();
  parts.set('slot', 'uncategorized_attachment');
  parts.set('file', new Blob([new Uint8Array(PDF)]), 'a.pdf');
  return parts;
}

/** The address of a route, with what it is made of filled in; throws for what nobody has a sample of. */
export function filledIn(path: string, ids: SampleIds): string {
  return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const id = ids[name];
    if (id === undefined) throw new Error(`There is no sample of {${name}} for ${path}: add one to idsOf.`);
    return encodeURIComponent(id);
  });
}
