import type { LedgerKind } from '../../domain/money-ledger.ts';
import { word } from '../words/cases.ts';

const MOVEMENTS: Readonly<Record<LedgerKind, string>> = {
  withdrawn: 'amounts taken back',
  fee: 'fees',
  fee_reversed: 'fees given back',
  reinstated: 'amounts given back',
  refunded: 'refunds',
};

/** What moved, in the plural, to be listed within a sentence. */
export function movementWord(kind: string): string {
  return word(MOVEMENTS, kind);
}
