import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';

/** Calls that spend an answer or move money, as the ledger names them. */
export const CHANGING_CALLS: readonly string[] = [
  'disputes.submit_evidence',
  'disputes.challenge',
  'disputes.concede',
  'payments.refund',
  'refunds.create',
];

/** How many there were of something, and which of them went wrong. */
export interface Count {
  readonly total: number;
  readonly wrong: readonly string[];
}

/** What was asked of Recourse, and what the providers' own books say of it. */
export interface Effects {
  readonly asked: number;
  readonly done: number;
  /** Done twice, or sent once more to a provider that had already done it. */
  readonly twice: readonly string[];
  /** Neither done nor refused. */
  readonly undecided: readonly string[];
}

/** What really happened at the providers, of one kind. */
export function effectsNamed(ledger: readonly LedgerEntry[], wanted: string): readonly LedgerEntry[] {
  return ledger.filter(({ kind, name }) => kind === 'effect' && name === wanted);
}

/** A call that was to spend an answer or move money, and whose caller was not told what came of it. */
export function isUnclear({ kind, name, detail }: LedgerEntry): boolean {
  const status = detail['status'] ?? null;
  return kind === 'call' && CHANGING_CALLS.includes(name) && !(typeof status === 'number' && status < 500);
}
