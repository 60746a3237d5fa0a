import type { CaseId, ProviderName } from '../domain/names.ts';
import type { Subscription } from '../domain/news.ts';
import type { Policy } from '../domain/policy.ts';
import type { Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import type { CaseGateway } from '../temporal/gateway.ts';

/** What activities need of the world. */
export interface ActivityPorts {
  readonly store: Store;
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly policy: Policy;
  /** Who is told what. */
  readonly subscriptions: readonly Subscription[];
  /** How an activity reaches other workflows. */
  readonly toTemporal: Pick<
    CaseGateway,
    'handOver' | 'deliver' | 'tellCase' | 'requestRefund' | 'refundState' | 'reopen' | 'resumeRefund'
  >;
}

/** Which case, at which provider: the first argument of every activity. */
export interface CaseRef {
  readonly caseId: CaseId;
  readonly provider: ProviderName;
}
