import { Context } from '@temporalio/activity';
import { staysErased } from '../domain/erasure.ts';
import type { CaseId } from '../domain/names.ts';
import { fieldLimit, type DisputeReading, type PaymentReading } from '../domain/provider.ts';
import type { ReadRequest, ReadResult } from '../domain/reads.ts';
import type { PaymentObject, Provider } from '../providers/provider.ts';
import { asApplicationFailure, failureFrom } from './failures.ts';
import type { ActivityPorts, CaseRef } from './ports.ts';
import { providerNamed } from './provider-named.ts';
import { keepTexts } from '../store/named-texts.ts';
import { bareReadingOf, readingOf } from './texts.ts';

/** A read is repeated this often by Temporal; then the workflow gets what there is and decides itself. */
export const READ_ATTEMPTS = 3;

/** What there is to read with, for one activity. */
interface Reader {
  readonly caseId: CaseId;
  readonly provider: Provider;
  readonly signal: AbortSignal;
  readonly failures: ReadResult['failures'][number][];
}

/** Activities that only read the provider. */
export function createReadingActivities({ store, providers, policy }: ActivityPorts) {
  return {
    /**
     * Reads all of a case's objects in one go. While attempts are left a passing failure is thrown, so that Temporal shows and repeats it; after
     * that it is reported beside what could be read.
     */
    async readProvider({ caseId, provider }: CaseRef, request: ReadRequest): Promise<ReadResult> {
      const reader: Reader = {
        caseId,
        provider: providerNamed(providers, provider),
        signal: cancellation(),
        failures: [],
      };
      const objects = await each(reader, 'dispute', request.disputeIds, (id) =>
        reader.provider.readDispute(id, reader.signal),
      );
      const disputes: DisputeReading[] = [];
      for (const object of objects) disputes.push(await readingOf(store, caseId, object));
      const alerts = await each(reader, 'alert', request.alertIds, (id) =>
        reader.provider.readAlert(id, reader.signal),
      );
      const paymentId = [...disputes, ...alerts].find((reading) => reading.paymentId !== null)?.paymentId;
      const isWanted = request.payment && !(await isErased(caseId, disputes, request));
      const wanted = isWanted && paymentId ? [paymentId] : [];
      const [payment] = await each(reader, 'payment', wanted, (id) =>
        reader.provider.readPayment(id, reader.signal),
      );
      return {
        disputes,
        alerts,
        payment: payment === undefined ? null : await paymentReading(reader, payment),
        failures: reader.failures,
      };
    },

    /** Reads one dispute without its evidence and without the store: the baseline before a call, and what settles a doubt. */
    async readDispute({ provider }: CaseRef, disputeId: string): Promise<DisputeReading> {
      try {
        return bareReadingOf(await providerNamed(providers, provider).readDispute(disputeId, cancellation()));
      } catch (error) {
        throw asApplicationFailure(error);
      }
    },
  };

  /** Of a case in which nothing is alive or new since its customer's data was erased, the payment would only bring that back. */
  async function isErased(
    caseId: CaseId,
    disputes: readonly DisputeReading[],
    { disputeIds, alertIds }: ReadRequest,
  ): Promise<boolean> {
    const erased = await store.erasures.disputesOf(caseId);
    return (
      erased.size > 0 &&
      [...disputeIds, ...alertIds].every((id) => erased.has(id)) &&
      disputes.every((reading) => staysErased(erased, reading))
    );
  }

  async function paymentReading(
    { caseId, provider }: Reader,
    object: PaymentObject,
  ): Promise<PaymentReading> {
    const { refundPolicyDisclosure, cancellationPolicyDisclosure, productDescriptions } = policy.evidence;
    const description = object.productId === null ? undefined : productDescriptions[object.productId];
    const texts = {
      ...object.texts,
      ...(description !== undefined && { product_description: description }),
      ...(refundPolicyDisclosure !== null && { refund_policy_disclosure: refundPolicyDisclosure }),
      ...(cancellationPolicyDisclosure !== null && {
        cancellation_policy_disclosure: cancellationPolicyDisclosure,
      }),
    };
    const taken = Object.fromEntries(
      Object.entries(texts).filter(([name]) => fieldLimit(provider.capabilities, name) !== null),
    );
    return { ...object.payment, evidence: await keepTexts(store, caseId, taken) };
  }
}

/** Reads objects side by side; what fails for good, or on the last attempt, is put down as a failure. */
async function each<T>(
  { failures }: Reader,
  object: 'dispute' | 'alert' | 'payment',
  ids: readonly string[],
  read: (id: string) => Promise<T>,
): Promise<readonly T[]> {
  const results = await Promise.allSettled(ids.map(read));
  return results.flatMap((result, index) => {
    if (result.status === 'fulfilled') return [result.value];
    const failure = failureFrom(result.reason);
    if (isPassing(failure.kind) && Context.current().info.attempt < READ_ATTEMPTS) throw result.reason;
    failures.push({ ...failure, object, id: ids[index] ?? '' });
    return [];
  });
}

function isPassing(kind: string): boolean {
  return kind === 'unavailable' || kind === 'disconnected' || kind === 'timed_out' || kind === 'unreadable';
}

function cancellation(): AbortSignal {
  return Context.current().cancellationSignal;
}
