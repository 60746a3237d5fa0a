import type { Json } from '../../domain/case.ts';
import { SECOND } from '../../domain/instant.ts';
import type { Run } from '../cases/runs.ts';
import type { Documents } from '../documents.ts';
import type { Parts } from '../parts.ts';
import type { Switches } from '../switches.ts';
import type { WepayAccount } from './account.ts';
import type { Pace } from './pace.ts';
import type { WepaySettings } from './settings.ts';

/** How objects name each other. */
export interface Reference {
  readonly id: string;
  readonly resource: string;
  readonly path: string | null;
}

/** What every object begins with. Times are Unix seconds, amounts whole minor units. */
interface WepayObject {
  readonly id: string;
  readonly resource: string;
  readonly path: string;
  readonly owner: Reference;
  readonly create_time: number;
  readonly api_version: '3.0';
}

export interface Dispute extends WepayObject {
  readonly status: string;
  readonly type: string;
  readonly amount: number;
  readonly fee: number;
  readonly currency: string;
  readonly payment: Reference;
  readonly card_brand: string;
  readonly reason: {
    readonly reason_code: string;
    readonly reason_message: string;
    readonly details: readonly { readonly detail_code: string; readonly detail_message: string }[];
  };
  readonly resolution: { readonly resolution_time: number; readonly type: string } | null;
  readonly custom_data: null;
}

export interface Payment extends WepayObject {
  readonly status: 'pending' | 'completed' | 'failed' | 'canceled';
  readonly amount: number;
  readonly amount_refunded: number;
  readonly amount_disputed: number;
  readonly fee_amount: number;
  readonly currency: string;
  readonly payment_method: Reference;
  readonly initiated_by: 'customer';
  readonly reference_id: string | null;
  readonly custom_data: null;
}

export interface Refund extends WepayObject {
  readonly status: 'pending' | 'completed' | 'failed';
  readonly amounts: {
    readonly total_amount: number;
    readonly fee_refund_amount: number;
    readonly currency: string;
  };
  readonly payment: Reference;
  readonly refund_reason: string;
  readonly reference_id: string | null;
  readonly failure_reason: string | null;
  readonly custom_data: null;
}

/** An event, as it is sent and as `GET /notifications` lists it; the payload is the whole object it is about. */
export interface Notification {
  readonly id: string;
  readonly resource: 'notifications';
  readonly path: string;
  readonly owner: Reference;
  readonly topic: string;
  readonly event_time: number;
  readonly payload: object;
  readonly api_version: '3.0';
}

/** A document's record, its bytes apart. */
export interface StoredDocument extends WepayObject {
  /** One of the twelve types of seed 002. */
  readonly type: string;
  /** Unix seconds; from then on its id is worth nothing. */
  readonly expire_time: number;
  readonly mime_type: string;
  readonly size: number;
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  readonly sha256: string;
}

/** What a challenge said: WePay shows it to nobody again. Its id is the dispute's. */
export interface Challenge {
  readonly id: string;
  readonly create_time: number;
  readonly documents: readonly { readonly id: string; readonly type: string; readonly sha256: string }[];
  readonly explanation: string | null;
}

/** What the sandbox knows of a dispute beyond what WePay shows. Its id is the dispute's. */
export interface Course {
  readonly id: string;
  /** How much of the payment is disputed, in the payment's own currency: exchange rates make the dispute's amount another one. */
  readonly claim: number;
  /** In how many more challenges the documents will turn out to have died. */
  readonly deaths: number;
}

/** What a new case is about. */
export interface CaseTerms {
  /** Of the payment, in major units. */
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly card_brand: string | null;
  /** Five days after the dispute's `create_time`. */
  readonly respond_by: string;
  readonly paid_at: string;
  /** The merchant's account it belongs to. */
  readonly account_id: string;
  /** In how many challenges the documents turn out to have died, where the scenario is about that. */
  readonly deaths: number;
}

type WepayDocuments = Documents<{
  disputes: Dispute;
  payments: Payment;
  refunds: Refund;
  notifications: Notification;
  documents: StoredDocument;
  challenges: Challenge;
  courses: Course;
  runs: Run<CaseTerms>;
}>;

/** All the parts of the stand-in for WePay. */
export interface WepayStandIn extends Parts {
  readonly account: WepayAccount;
  readonly documents: WepayDocuments;
  readonly settings: Switches<WepaySettings>;
  readonly pace: Pace;
}

/** Writes something that happened to the ledger. */
export function recordEffect(
  wepay: WepayStandIn,
  name: string,
  ids: readonly string[],
  detail: { readonly [key: string]: Json } = {},
): void {
  wepay.ledger.effect({ provider: 'wepay', name, ids, detail });
}

/** How other objects name this one. */
export function referenceTo(resource: string, id: string): Reference {
  return { id, resource, path: `/${resource}/${id}` };
}

/** What a new object begins with. */
export function newObject<Resource extends string>(resource: Resource, id: string, accountId: string) {
  return {
    id,
    resource,
    path: `/${resource}/${id}`,
    owner: referenceTo('accounts', accountId),
    create_time: unixNow(),
    api_version: '3.0',
  } as const;
}

/** Now, in Unix seconds. */
export function unixNow(): number {
  return Math.floor(Date.now() / SECOND);
}
