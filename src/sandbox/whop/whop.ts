import type Whop from '@whop/sdk';
import type { DatabaseSync } from 'node:sqlite';
import type { Json } from '../../domain/case.ts';
import { instant } from '../../domain/instant.ts';
import type { Documents } from '../documents.ts';
import type { Faults } from '../faults/faults.ts';
import type { WebhookFaults } from '../faults/webhooks.ts';
import type { NewId } from '../ids.ts';
import type { Ledger } from '../ledger.ts';
import type { Notes } from '../notes.ts';
import type { Outbox } from '../webhooks/outbox.ts';
import type { WhopAccount } from './account.ts';
import type { ScenarioName } from './scenarios.ts';
import type { Settings } from './settings.ts';

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

/** A scenario under way. */
export interface Run {
  readonly id: string;
  readonly scenario: ScenarioName;
  readonly created_at: string;
  /** Demo cases move on by themselves; the ones people start do not. */
  readonly opened_by: 'control' | 'demo';
  /** How many of the scenario's steps are done. */
  readonly step: number;
  /** The payment all of it is about, also while the objects do not name it yet. */
  readonly payment_id: string;
  readonly alert_id: string | null;
  readonly dispute_ids: readonly string[];
  readonly terms: CaseTerms;
  /** When the demo takes its next step; null when that is not settled yet. */
  readonly due_at: string | null;
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
  runs: Run;
}>;

/** All the parts of the stand-in for Whop. */
export interface WhopStandIn {
  readonly account: WhopAccount;
  readonly database: DatabaseSync;
  readonly documents: WhopDocuments;
  readonly ledger: Ledger;
  readonly outbox: Outbox;
  readonly settings: Settings;
  readonly faults: Faults;
  readonly webhookFaults: WebhookFaults;
  readonly notes: Notes;
  readonly newId: NewId;
  /** `http://host:port`, where presigned URLs point. */
  readonly origin: () => string;
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
  const event = { id, provider: 'whop', type, ids, body: JSON.stringify(envelope) } as const;
  whop.outbox.add(event, paused ? null : whop.webhookFaults.fateOf(event));
  if (paused) recordEffect(whop, 'webhook_dropped', [id, ...ids], { type });
  return id;
}

function objectIds(data: object): string[] {
  const payment = 'payment' in data ? data.payment : null;
  const named = [data, payment].map((object) =>
    typeof object === 'object' && object !== null && 'id' in object ? object.id : null,
  );
  return named.filter((id) => typeof id === 'string');
}
