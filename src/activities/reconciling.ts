import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { CaseFile } from '../domain/case-file.ts';
import type { CaseState } from '../domain/case.ts';
import { isPast } from '../domain/deadline.ts';
import { type Instant, instant, plus } from '../domain/instant.ts';
import { caseIdFor, type CaseSubject, type ProviderName } from '../domain/names.ts';
import {
  type Finding,
  findDifference,
  findUnheard,
  listedSubject,
  requestAgain,
} from '../domain/reconcile.ts';
import {
  type FoundDifference,
  type ListPosition,
  PAGE_ATTEMPTS,
  type ReconciledPage,
  type ReconcileFailure,
} from '../domain/reconcile-messages.ts';
import type { ProviderEvent } from '../domain/provider.ts';
import { isFinal, type RefundEvent } from '../domain/refund.ts';
import { READ_LAG } from '../domain/refund-course.ts';
import { ProviderError } from '../providers/errors.ts';
import type { Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import { failureFrom } from './failures.ts';
import { noted } from './noted-read.ts';
import type { ActivityPorts } from './ports.ts';
import { providerNamed } from './provider-named.ts';

/** Activities that look for what no webhook told. */
export function createReconcilingActivities({ store, providers, policy, toTemporal }: ActivityPorts) {
  const { evidence: _texts, disputeFees: _fees, ...workflowPolicy } = policy;

  return {
    /** Reads one page of what was created at a provider, and tells cases what they do not know. Repeating it tells them nothing new. */
    async reconcilePage(name: ProviderName, since: Instant, at: ListPosition): Promise<ReconciledPage> {
      return await noted(store.signs, name, at, () => reconcile(name, since, at));
    },

    /** Puts refunds into their lines that were reserved, and whose request then got lost. Answers with how many. */
    async beginReservedRefunds(provider: ProviderName): Promise<number> {
      let begun = 0;
      let cursor: string | null = null;
      do {
        const page = await store.listRefunds(
          { provider, neverStarted: true },
          { limit: 100, ...(cursor !== null && { cursor }) },
        );
        for (const refund of page.data) {
          const request = requestAgain(refund, instant(Date.now()));
          if (request === null) continue;
          await toTemporal.requestRefund(request);
          begun += 1;
        }
        cursor = page.cursor;
      } while (cursor !== null);
      return begun;
    },
  };

  async function reconcile(name: ProviderName, since: Instant, at: ListPosition): Promise<ReconciledPage> {
    const provider = providerNamed(providers, name);
    const { list: lists, label } = provider.capabilities;
    if (lists.length === 0) {
      const refusal = new ProviderError(
        'refused',
        `${label} lists nothing: what it does not send cannot be found.`,
      );
      throwRetryable(refusal);
    }
    if (!lists.includes(at.kind)) return { read: 0, findings: [], failures: [], next: null, lists };
    const { read, findings, refunds, next } = await pageOf(provider, since, at);
    const news = findings.filter(({ told }) => !told).map(({ event }) => event);
    const failures = await deliverAll([...news, ...refunds]);
    return { read, findings: findings.map(shown), failures, next, lists };
  }

  async function pageOf(provider: Provider, since: Instant, { kind, cursor }: ListPosition): Promise<Page> {
    const signal = Context.current().cancellationSignal;
    const request = { since, cursor };
    if (kind === 'notification') {
      const { entries, next } = await provider.listNotifications(request, signal).catch(throwRetryable);
      const refundEvents = entries.filter((event): event is RefundEvent => event.object.kind === 'refund');
      const refunds = await found(refundEvents, async (event) => ((await isNews(event)) ? event : null));
      const events = entries.filter((event): event is ProviderEvent => event.object.kind !== 'refund');
      const findings = await found(events, async (event) =>
        findUnheard(event, await fileOf(provider, event)),
      );
      return { read: entries.length, findings, refunds, next };
    }
    const { entries, next } = await provider.listCreated(kind, request, signal).catch(throwRetryable);
    const name = provider.capabilities.provider;
    const findings = await found(entries, async (reading) => {
      const file = await fileOf(provider, listedSubject(name, reading));
      return findDifference(name, reading, file, instant(Date.now()));
    });
    return { read: entries.length, findings, refunds: [], next };
  }

  /** A refund that is over, and was read when the event could be seen in it, has nothing to learn from it. */
  async function isNews({ provider, paymentId, object, receivedAt }: RefundEvent): Promise<boolean> {
    if (paymentId === null) return true;
    const { data } = await store.listRefunds({ provider, paymentId }, { limit: 100 });
    const known = data.find(({ providerRefundId }) => providerRefundId === object.id);
    return known === undefined || !isFinal(known) || !isPast(plus(receivedAt, READ_LAG), known.updatedAt);
  }

  async function fileOf({ capabilities }: Provider, subject: CaseSubject): Promise<CaseFile | null> {
    const state = await concernedCase(store, subject);
    return state && new CaseFile(state, workflowPolicy, capabilities);
  }

  /** One event that cannot be delivered holds up no other. While attempts are left it is tried again, after that reported. */
  async function deliverAll(
    events: readonly (ProviderEvent | RefundEvent)[],
  ): Promise<readonly ReconcileFailure[]> {
    const failures: ReconcileFailure[] = [];
    for (const event of events) {
      try {
        await toTemporal.deliver(event);
      } catch (error) {
        failures.push(undelivered(event, error));
      }
    }
    const [first] = failures;
    if (first !== undefined && Context.current().info.attempt < PAGE_ATTEMPTS) {
      throw ApplicationFailure.retryable(first.message, 'Undelivered');
    }
    return failures;
  }
}

/** What one page held. */
interface Page {
  readonly read: number;
  readonly findings: readonly Finding[];
  /** What was said of refunds that our records may not show yet; reading one once too often is harmless. */
  readonly refunds: readonly RefundEvent[];
  readonly next: string | null;
}

/** One after the other, so that the store is not flooded. */
async function found<Entry, Found>(
  entries: readonly Entry[],
  find: (entry: Entry) => Promise<Found | null>,
): Promise<readonly Found[]> {
  const findings: Found[] = [];
  for (const entry of entries) {
    const finding = await find(entry);
    if (finding !== null) findings.push(finding);
  }
  return findings;
}

function undelivered(
  { object: { kind, id } }: ProviderEvent | RefundEvent,
  error: unknown,
): ReconcileFailure {
  const why = error instanceof Error ? error.message : String(error);
  const message = `The ${kind} ${id} could not be handed to its case: ${why}`;
  return { what: `${kind}s`, kind: 'unavailable', message };
}

/** The case that knows the object, else the one of its payment; null when there is neither. */
async function concernedCase(store: Store, subject: CaseSubject): Promise<CaseState | null> {
  const ofPayment = subject.paymentId === null ? null : await store.loadCase(caseIdFor(subject));
  if (ofPayment?.disputes.some(({ id }) => id === subject.object.id)) return ofPayment;
  const own = await store.loadCase(caseIdFor({ ...subject, paymentId: null }));
  if (own === null) return ofPayment;
  return own.movedTo === null ? own : await store.loadCase(own.movedTo);
}

/** A refusal needs a person and is not repeated; all else is, after the wait the provider asks for. */
function throwRetryable(error: unknown): never {
  if (!(error instanceof ProviderError)) throw error;
  throw ApplicationFailure.create({
    message: error.message,
    type: error.kind,
    details: [failureFrom(error)],
    nonRetryable: !error.inDoubt && error.kind !== 'rate_limited',
    ...(error.retryAfter !== null && { nextRetryDelay: error.retryAfter }),
  });
}

function shown({ event, differs, told }: Finding): FoundDifference {
  const { kind, id } = event.object;
  return { kind, id, caseId: caseIdFor(event), differs, delivered: !told };
}
