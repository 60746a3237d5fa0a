import type { ProviderName } from '../../src/domain/names.ts';
import { CAPABILITIES } from '../setup/capabilities.ts';

/** What the stand-in of a provider calls things. Whatever else differs between providers their capabilities say. */
interface Names {
  /** A scenario that opens a dispute which can be won, where it takes an answer once it was answered. */
  readonly winning: string;
  /** A scenario of a dispute that is lost and then won. */
  readonly turning: string;
  /** An event that tells of a dispute, whatever happened to it. */
  readonly updated: string;
  /** An event by which money was given back, or one that would be called so. */
  readonly reinstated: string;
  /** What a dispute's amount is written in. */
  readonly units: 'major' | 'minor';
  /** The field of a dispute that its deadline comes from; null where it has none. */
  readonly deadline: string | null;
  /** Null where it takes no answer. */
  readonly calls: Calls | null;
}

/** Every call of an answer that names the dispute. */
interface Calls {
  /** Spends the one submission. */
  readonly challenge: string;
  /** Null where conceding is no call. */
  readonly concede: string | null;
  readonly read: string;
  /** What brings the evidence there before. */
  readonly staging: readonly string[];
}

/** One row a provider. */
const NAMES: Readonly<Record<ProviderName, Names>> = {
  whop: {
    winning: 'dispute_won',
    turning: 'lost_then_won',
    updated: 'dispute.updated',
    reinstated: 'dispute.funds_reinstated',
    units: 'major',
    deadline: 'needs_response_by',
    calls: {
      challenge: 'disputes.submit_evidence',
      concede: null,
      read: 'disputes.retrieve',
      staging: ['disputes.update_evidence'],
    },
  },
  wepay: {
    winning: 'wepay_won',
    turning: 'wepay_lost_then_won',
    updated: 'disputes.updated',
    reinstated: 'disputes.funds_reinstated',
    units: 'minor',
    deadline: 'create_time',
    calls: {
      challenge: 'disputes.challenge',
      concede: 'disputes.concede',
      read: 'disputes.retrieve',
      staging: [],
    },
  },
  ccg: {
    winning: 'ccg_won',
    turning: 'ccg_lost_then_won',
    updated: 'DISPUTE_UPDATED',
    reinstated: 'DISPUTE_FUNDS_REINSTATED',
    units: 'minor',
    deadline: null,
    calls: null,
  },
};

/** Every provider, by what it can do and what its stand-in calls things. */
export const EVERY_PROVIDER = Object.values(CAPABILITIES).map((capabilities) => ({
  label: capabilities.label,
  capabilities,
  ...NAMES[capabilities.provider],
}));
export type AnyProvider = (typeof EVERY_PROVIDER)[number];

/** Those that take answers. One that does, and whose calls the table lacks, is an error and no gap. */
export const ANSWERING = EVERY_PROVIDER.filter(({ capabilities }) => capabilities.submit).map((provider) => {
  if (provider.calls === null) throw new Error(`What ${provider.label} calls its calls is not in the table.`);
  return { ...provider, calls: provider.calls };
});
export type Answering = (typeof ANSWERING)[number];
