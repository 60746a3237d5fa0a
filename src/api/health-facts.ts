import { CaseFile } from '../domain/case-file.ts';
import { isPast } from '../domain/deadline.ts';
import { type Instant, type Millis, SECOND } from '../domain/instant.ts';
import type { WorkflowPolicy } from '../domain/messages.ts';
import { caseWorkflowId, PROVIDERS, type ProviderName } from '../domain/names.ts';
import { outlook } from '../domain/outlook.ts';
import { refundWorkflowId } from '../domain/refund-messages.ts';
import { CAPABILITIES } from '../providers/capabilities.ts';
import type { Provider } from '../providers/provider.ts';
import type { ListRead, RejectedWebhooks } from '../store/signs.ts';
import type { Store } from '../store/store.ts';
import type { DeliveryCounts, DueDispute, FailingRefund, Undecided } from '../store/work-at-risk.ts';
import type { CaseGateway, TroubledWorkflow } from '../temporal/gateway.ts';
import { type Caller, isWithinReach } from './auth.ts';
import { kept } from './kept.ts';
import { missingWorkflows } from './missing-workflows.ts';
import { orElse, type Reach, temporalReach } from './reach.ts';
import type { HealthView } from './schemas/health.ts';

export interface HealthSources {
  readonly store: Pick<Store, 'signs' | 'atRisk' | 'readModel' | 'unfinished'>;
  readonly gateway: Pick<CaseGateway, 'health' | 'troubled' | 'runningCases'>;
  /** Those that are set up. */
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly policy: WorkflowPolicy;
  /** The page of a workflow in the Temporal UI; null where there is none. */
  readonly temporalUrl: (workflowId: string) => string | null;
}

type ProviderHealth = HealthView['providers'][number];

/** What is known of how everything goes, before anybody says what of it is wrong. */
export interface HealthFacts extends Reach {
  /** The version of the workers all work goes to; null or absent where they have none. */
  readonly version?: string | null;
  readonly providers: readonly ProviderHealth[];
  readonly failing: HealthView['failing'];
  /** Temporal told of its workflows, and the store of what it keeps. */
  readonly failingKnown: boolean;
  /** Open cases without a workflow; absent for whoever sees some merchants only. */
  readonly missing?: number;
  readonly due: HealthView['due_within_24h'];
  readonly undecided: Undecided;
  /** Lists are of an earlier version, and made anew just now. */
  readonly listsBehind: boolean;
  readonly deliveries: DeliveryCounts;
}

/** Every open page asks again and again, and what Temporal says is the same for all. */
const KEPT: Millis = 5 * SECOND;

/** Gathers what the caller may know, and never fails: what cannot be reached is said to be out of reach. */
export function healthFacts(sources: HealthSources): (caller: Caller, now: Instant) => Promise<HealthFacts> {
  const { store, gateway, providers, policy, temporalUrl } = sources;
  const temporalNow = kept(KEPT, async () => {
    const [reach, troubled] = await Promise.all([temporalReach(gateway), orElse(gateway.troubled(), null)]);
    return { ...reach, troubled };
  });
  const missingNow = missingWorkflows(sources);
  return async (caller, now) => {
    // Temporal's pages know nothing of merchants.
    const pageOf = caller.merchantIds === null ? temporalUrl : () => null;
    const [{ troubled, ...reach }, stored, missing] = await Promise.all([
      temporalNow(),
      orElse(readStore(store, caller, now), null),
      caller.merchantIds === null ? missingNow(now) : 0,
    ]);
    const { heard, lists, rejections, failing, refunds, due, ...rest } = stored ?? NOTHING;
    return {
      ...reach,
      store: stored !== null,
      providers: PROVIDERS.map((name) => ({
        ...setUp(name, providers),
        last_webhook_at: heard.get(name) ?? null,
        ...reconciled(name, lists, caller),
        rejected: rejections.filter(({ provider }) => provider === name).map(rejectedView),
      })),
      failing: [
        ...failing.map((one) => failingView({ ...one, workflowId: caseWorkflowId(one.caseId) }, pageOf)),
        ...refunds.map((one) => failingView({ ...one, workflowId: refundWorkflowId(one.refundId) }, pageOf)),
        ...(troubled ?? [])
          .filter(({ merchantId }) => isWithinReach(caller, merchantId))
          .map((one) => failingView(one, pageOf)),
      ],
      failingKnown: troubled !== null && stored !== null,
      missing,
      due: due.map((dispute) => dueView(dispute, policy, now)),
      ...rest,
    };
  };
}

const NOTHING: Awaited<ReturnType<typeof readStore>> = {
  heard: new Map(),
  lists: [],
  rejections: [],
  failing: [],
  refunds: [],
  due: [],
  undecided: { overdue: 0, soon: 0 },
  deliveries: { waiting: 0, dead: 0, diedLately: 0 },
  listsBehind: false,
};

async function readStore(store: HealthSources['store'], { merchantIds }: Caller, now: Instant) {
  const { signs, atRisk, readModel } = store;
  const [heard, lists, rejections, failing, refunds, due, undecided, deliveries, listsBehind] =
    await Promise.all([
      signs.lastHeard(),
      signs.listReads(),
      // Whose they are is not known: what was refused was not believed.
      merchantIds === null ? signs.rejections(now) : [],
      atRisk.failing(merchantIds),
      atRisk.failingRefunds(merchantIds),
      atRisk.due(merchantIds, now),
      atRisk.undecided(merchantIds, now),
      atRisk.deliveries(merchantIds, now),
      readModel.isBehind(),
    ]);
  return { heard, lists, rejections, failing, refunds, due, undecided, deliveries, listsBehind };
}

function setUp(name: ProviderName, providers: HealthSources['providers']) {
  const { label, list } = CAPABILITIES[name];
  return { provider: name, label, set_up: providers.has(name), lists: list.length > 0 };
}

/** What could not be read is somebody's, by its id: whoever is bound to some merchants is told no more than that. */
const NOT_READ = 'Something could not be read; whoever sees all merchants sees what.';

/** A provider is compared when all its lists are: the one that was read least lately counts. */
function reconciled(
  name: ProviderName,
  reads: readonly ListRead[],
  { merchantIds }: Caller,
): Pick<ProviderHealth, 'last_reconcile_at' | 'reconcile_error'> {
  const wanted = CAPABILITIES[name].list;
  const ofIt = reads.filter(({ provider, list }) => provider === name && wanted.includes(list));
  const times = wanted.map((list) => ofIt.find((read) => read.list === list)?.readAt ?? null);
  const failure = ofIt.find(({ error }) => error !== null)?.error ?? null;
  const isWhole = times.length > 0 && times.every((at) => at !== null);
  return {
    last_reconcile_at: isWhole ? (times.toSorted()[0] ?? null) : null,
    reconcile_error: failure !== null && merchantIds !== null ? NOT_READ : failure,
  };
}

function rejectedView({ at, reason, count }: RejectedWebhooks): ProviderHealth['rejected'][number] {
  return { at, reason, count };
}

function failingView(
  failing: Pick<TroubledWorkflow, 'caseId' | 'workflowId' | 'what' | 'since'> &
    Partial<Pick<FailingRefund, 'refundId'>>,
  temporalUrl: HealthSources['temporalUrl'],
): HealthView['failing'][number] {
  const { caseId, refundId = null, workflowId, what, since } = failing;
  return {
    case_id: caseId,
    refund_id: refundId,
    workflow_id: workflowId,
    what,
    since,
    temporal_url: temporalUrl(workflowId),
  };
}

function dueView(
  { disputeId, respondBy, decided, state }: DueDispute,
  policy: WorkflowPolicy,
  now: Instant,
): HealthView['due_within_24h'][number] {
  const file = new CaseFile(state, policy, CAPABILITIES[state.provider]);
  const dispute = file.dispute(disputeId);
  return {
    case_id: state.id,
    respond_by: respondBy,
    overdue: isPast(respondBy, now),
    decided,
    amount: dispute?.amount ?? null,
    outlook: dispute && outlook(file, dispute, now),
  };
}
