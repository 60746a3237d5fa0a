import type { ProviderName } from '../../src/domain/names.ts';
import type { LedgerEntry } from '../../src/sandbox/ledger.ts';

/** A scenario at the sandbox, as far as it has come. */
export interface StartedScenario {
  readonly id: string;
  readonly provider: ProviderName;
  readonly payment_id: string;
  readonly alert_id: string | null;
  readonly dispute_ids: readonly string[];
  readonly refund_ids: readonly string[];
  /** The next step; null when all are taken. */
  readonly next: string | null;
}

/** Drives the sandbox over its control API, and looks at what reached it. */
export function sandboxControl(controlUrl: string) {
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const response = await fetch(controlUrl + path, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    const answer: T = JSON.parse(text);
    return answer;
  };
  const ledgerOf = async (id: string): Promise<readonly LedgerEntry[]> =>
    (await control<{ data: LedgerEntry[] }>('GET', `/ledger?limit=1000&id=${id}`)).data;
  const named = async (kind: LedgerEntry['kind'], name: string, id: string) =>
    (await ledgerOf(id)).filter((entry) => entry.kind === kind && entry.name === name);

  return {
    control,
    /** Starts a scenario of any provider; Whop's with ten days to answer unless told otherwise. */
    scenario: (name: string, more: object = {}) =>
      control<StartedScenario>('POST', '/scenarios', { name, ...usualDeadline(name), ...more }),
    advance: (id: string) => control<StartedScenario>('POST', `/scenarios/${id}/advance`),
    transition: (disputeId: string, name: string, more: object = {}) =>
      control<StartedScenario>('POST', `/disputes/${disputeId}/transitions`, { name, ...more }),
    /** Overwrites fields of a dispute at the provider; with `send` it tells the merchant as well. */
    overwrite: (disputeId: string, changes: object, send?: string) =>
      control<Record<string, unknown>>(
        'PATCH',
        `/disputes/${disputeId}${send === undefined ? '' : `?send=${send}`}`,
        changes,
      ),
    /** What the provider holds of a dispute. */
    held: (disputeId: string) => control<Record<string, unknown>>('GET', `/disputes/${disputeId}`),
    /** Calls of a route about an object, answered or not. */
    calls: (route: string, id: string) => named('call', route, id),
    effects: (name: string, id: string) => named('effect', name, id),
    /** How often a dispute's submission was spent at the provider. */
    spent: async (disputeId: string): Promise<number> =>
      (await named('effect', 'submission_spent', disputeId)).length,
    /** How often a dispute was conceded at the provider. */
    conceded: async (disputeId: string): Promise<number> =>
      (await named('effect', 'conceded', disputeId)).length,
    /** Changes a provider's switches. */
    settings: (provider: ProviderName, changes: object) =>
      control<Record<string, unknown>>('PATCH', `/settings/${provider}`, changes),
  };
}

/** Deadlines at Whop are anybody's choice; WePay's follow from the creation, and CCG names none. */
function usualDeadline(scenario: string): object {
  return /^(wepay|ccg)_/.test(scenario) ? {} : { respond_in: '10d' };
}
