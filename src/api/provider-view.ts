import { COMPLAINTS } from '../domain/complaints.ts';
import { neededEvidence } from '../domain/completeness.ts';
import type { DisputeFee } from '../domain/policy.ts';
import type { Capabilities, Reason } from '../domain/provider.ts';
import { evidenceWords, inOrder } from './evidence-words.ts';
import type { BrowserLibraryView, ProviderView, ReasonDescriptionView } from './schemas/providers.ts';

/** A provider in words: what it takes, and what each complaint asks for there. */
export function providerView(
  capabilities: Capabilities,
  {
    isSetUp,
    browserLibrary,
    disputeFees,
  }: {
    readonly isSetUp: boolean;
    readonly browserLibrary: BrowserLibraryView | null;
    readonly disputeFees: readonly DisputeFee[];
  },
): ProviderView {
  const { provider, label, deadline, submit, stage, concede, refund, foreignFiles } = capabilities;
  return {
    provider,
    label,
    set_up: isSetUp,
    deadline,
    submit,
    stage,
    concede,
    refund,
    documents_by_id: foreignFiles,
    fields: inOrder(Object.entries(capabilities.fields), ([name]) => name).map(([name, maxChars]) => {
      const words = evidenceWords(name);
      return { name, label: words.label, max_chars: maxChars, lines: words.lines ?? 'one' };
    }),
    slots: inOrder(Object.entries(capabilities.slots), ([name]) => name).map(([name, rule]) => ({
      name,
      label: evidenceWords(name).label,
      types: [...rule.types],
      max_bytes: rule.maxBytes,
      max_files: rule.maxFiles,
    })),
    reasons: reasonViews(capabilities),
    dispute_fees: disputeFees.map(({ amount }) => amount),
    browser_library: browserLibrary,
  };
}

function reasonViews(capabilities: Capabilities): ProviderView['reasons'] {
  const view = (reason: Reason): ReasonDescriptionView => {
    const { label, meaning, wins } = COMPLAINTS[reason];
    const needs = neededEvidence(reason, capabilities);
    return {
      label,
      meaning,
      wins,
      needs: needs.map(({ names, why }) => ({ any_of: [...names], why })),
    };
  };
  return {
    fraudulent: view('fraudulent'),
    not_received: view('not_received'),
    not_as_described: view('not_as_described'),
    cancelled: view('cancelled'),
    duplicate: view('duplicate'),
    credit_not_processed: view('credit_not_processed'),
    unrecognized: view('unrecognized'),
    processing: view('processing'),
    other: view('other'),
  };
}
