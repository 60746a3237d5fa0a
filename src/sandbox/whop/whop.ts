import type Whop from '@whop/sdk';
import type { Json } from '../../domain/case.ts';
import { instant } from '../../domain/instant.ts';
import type { Run } from '../cases/runs.ts';
import type { Documents } from '../documents.ts';
import { putInOutbox, type Parts } from '../parts.ts';
import type { Switches } from '../switches.ts';
import type { WhopAccount } from './account.ts';
import type { WhopSettings } from './settings.ts';

/** A file's record, its bytes apart. */
export interface StoredFile {
  readonly id: string;
  readonly filename: string;
  readonly content_type: string;
  readonly visibility: Whop.FileVisibility;
  readonly created_at: string;
  /** Null until its bytes were put to the presigned URL. */
  readonly uploaded_at: string | null;
  readonly size: number | null;
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  readonly sha256: string | null;
}

/** What a new case is about. */
export interface CaseTerms {
  readonly amount: number;
  readonly currency: Whop.Currency;
  readonly reason: string;
  readonly respond_by: string | null;
}

export type Alert = Whop.DisputeAlertRetrieveResponse;

export type Refund = Whop.RefundRetrieveResponse;

/** Whop's objects, kept in the very form its API shows them. */
type WhopDocuments = Documents<{
  disputes: Whop.Dispute;
  alerts: Alert;
  payments: Whop.Payment;
  refunds: Refund;
  files: StoredFile;
  runs: Run<CaseTerms>;
}>;

/** All the parts of the stand-in for Whop. */
export interface WhopStandIn extends Parts {
  readonly account: WhopAccount;
  readonly documents: WhopDocuments;
  readonly settings: Switches<WhopSettings>;
}

/** Writes something that happened to the ledger. */
export function recordEffect(
  whop: WhopStandIn,
  name: string,
  ids: readonly (string | null | undefined)[],
  detail: { readonly [key: string]: Json } = {},
): void {
  whop.ledger.effect({ provider: 'whop', name, ids: ids.filter((id) => typeof id === 'string'), detail });
}

/**
 * Puts an event in the outbox: the full object in Whop's envelope, `{id, api_version, type, timestamp, data, company_id}`.
 * Answers with the event's id.
 */
export function publish(
  whop: WhopStandIn,
  type: string,
  data: object,
  id: string = whop.newId('msg', 24),
): string {
  const ids = objectIds(data);
  const envelope = {
    id,
    api_version: 'v1',
    type,
    timestamp: instant(Date.now()),
    data,
    company_id: whop.account.companyId,
  };
  const paused = whop.settings.current().webhooks_paused;
  putInOutbox(whop, { id, provider: 'whop', type, ids, body: JSON.stringify(envelope) }, paused);
  return id;
}

function objectIds(data: object): string[] {
  const payment = 'payment' in data ? data.payment : null;
  const named = [data, payment].map((object) =>
    typeof object === 'object' && object !== null && 'id' in object ? object.id : null,
  );
  return named.filter((id) => typeof id === 'string');
}
