import type { CaseState } from '../domain/case.ts';
import type { CaseId, ProviderName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import type { Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';

/** What activities need of the world. */
export interface ActivityPorts {
  readonly store: Store;
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly policy: Policy;
  /** Hands a case's state over to the case of its payment. */
  readonly handOver: (to: CaseId, state: CaseState) => Promise<void>;
}

/** Which case, at which provider: the first argument of every activity. */
export interface CaseRef {
  readonly caseId: CaseId;
  readonly provider: ProviderName;
}
