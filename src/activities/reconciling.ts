import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { CaseFile } from '../domain/case-file.ts';
import type { CaseState } from '../domain/case.ts';
import { type Instant, instant } from '../domain/instant.ts';
import { caseIdFor, type CaseSubject, type ProviderName } from '../domain/names.ts';
import { type Finding, findDifference, listedSubject, requestAgain } from '../domain/reconcile.ts';
import {
  type FoundDifference,
  type ListPosition,
  PAGE_ATTEMPTS,
  type ReconciledPage,
  type ReconcileFailure,
} from '../domain/reconcile-messages.ts';
import type { ProviderEvent } from '../domain/provider.ts';
import { ProviderError } from '../providers/errors.ts';
import type { Store } from '../store/store.ts';
import { failureFrom } from './failures.ts';
import type { ActivityPorts } from './ports.ts';
import { providerNamed } from './provider-named.ts';

/** Activities that look for what no webhook told. */
export function createReconcilingActivities({ store, providers, policy, toTemporal }: ActivityPorts) {
  const { evidence: _texts, ...workflowPolicy } = policy;

  return {
    /** Reads one page of what was created at a provider, and tells cases what they do not know. Repeating it tells them nothing new. */
    async reconcilePage(
      name: ProviderName,
      since: Instant,
      { kind, cursor }: ListPosition,
    ): Promise<ReconciledPage> {
      const provider = providerNamed(providers, name);
      const signal = Context.current().cancellationSignal;
      const page = await provider.listCreated(kind, { since, cursor }, signal).catch(throwRetryable);
      const findings: Finding[] = [];
      for (const reading of page.readings) {
        const state = await concernedCase(store, listedSubject(name, reading));
        const file = state && new CaseFile(state, workflowPolicy, provider.capabilities);
        const finding = findDifference(name, reading, file, instant(Date.now()));
        if (finding !== null) findings.push(finding);
      }
      const failures = await deliverAll(findings.filter(({ told }) => !told).map(({ event }) => event));
      return { read: page.readings.length, findings: findings.map(shown), failures, next: page.next };
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

  /** One event that cannot be delivered holds up no other. While attempts are left it is tried again, after that reported. */
  async function deliverAll(events: readonly ProviderEvent[]): Promise<readonly ReconcileFailure[]> {
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

function undelivered({ object: { kind, id } }: ProviderEvent, error: unknown): ReconcileFailure {
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
