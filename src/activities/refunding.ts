import { createHash } from 'node:crypto';
import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { ProviderName } from '../domain/names.ts';
import { newsOfRefund, postsFor } from '../domain/news.ts';
import {
  externalRefund,
  newRefund,
  type Refund,
  isAccountedFor,
  type RefundCalls,
  type RefundEvent,
  type RefundLedger,
  type RefundNews,
  type RefundOutset,
  type RefundRequest,
  takeRefundReading,
} from '../domain/refund.ts';
import { instant } from '../domain/instant.ts';
import { ProviderError } from '../providers/errors.ts';
import type { RefundOrder } from '../providers/provider.ts';
import { asApplicationFailure, failureFrom, throwIfLate, throwNotSent } from './failures.ts';
import type { ActivityPorts } from './ports.ts';
import { providerNamed } from './provider-named.ts';

/** Activities that make and follow refunds. */
export function createRefundActivities({ store, providers, toTemporal, subscriptions }: ActivityPorts) {
  /** Writes a refund down, with what of it is to be told to whom. */
  const keep = (refund: Refund): Promise<void> =>
    store.recordRefund(refund, postsFor(newsOfRefund(refund), subscriptions));
  /** Puts down that a call is sent; false when none may be. */
  const putDown = async (
    refundId: string,
    known: number,
    course: Omit<SentBefore, 'known'>,
  ): Promise<boolean> => {
    const record = await store.loadRefund(refundId);
    if (record !== null && isAccountedFor(record)) return false;
    return await store.refundCalls.add(refundId, known, course);
  };
  return {
    /** Writes a refund down. */
    async recordRefund(refund: Refund): Promise<void> {
      await keep(refund);
    },

    /** Reserves the key of a refund a case asks for, then puts it into its payment's line. False when the key was used for another refund. */
    async askForRefund(request: RefundRequest): Promise<boolean> {
      const asked = JSON.stringify([request.provider, request.paymentId, request.asked, request.caseId]);
      const hash = createHash('sha256').update(asked).digest('hex');
      const { requestHash } = await store.reserveRefund(newRefund(request), hash);
      if (requestHash !== hash) return false;
      await toTemporal.requestRefund(request);
      return true;
    },

    /** What is known of a refund that was asked for; null when it was never reserved. */
    async loadRefund(refundId: string): Promise<Refund | null> {
      return await store.loadRefund(refundId);
    },

    /**
     * Asks a refund's workflow how it stands, running or over, and writes that down where its money is accounted for: records restored from an older back-up
     * do not know it. Answers whether it is; not where there is none, or it was ended before it was done.
     */
    async takeUpRefund(refundId: string): Promise<boolean> {
      const refund = await toTemporal.refundState(refundId);
      if (refund === null || !isAccountedFor(refund)) return false;
      await keep(refund);
      return true;
    },

    /** Everything the provider says about the refunds of a payment: what settles a doubt. */
    async readRefunds(provider: ProviderName, paymentId: string): Promise<RefundLedger> {
      try {
        return await providerNamed(providers, provider).readRefunds(
          paymentId,
          Context.current().cancellationSignal,
        );
      } catch (error) {
        throw asApplicationFailure(error);
      }
    },

    /** The same before a call, with what our own records know: of this refund, of the calls that were sent for it, and of the payment's others. */
    async readBaseline(provider: ProviderName, paymentId: string, refundId: string): Promise<RefundOutset> {
      const [calls, record] = await Promise.all([
        store.refundCalls.load(refundId),
        store.loadRefund(refundId),
      ]);
      const { data } = await store.listRefunds({ provider, paymentId }, { limit: 100 });
      const ownIds = idsAtProvider(data.filter(({ key }) => key !== null));
      try {
        const signal = Context.current().cancellationSignal;
        const ledger = await providerNamed(providers, provider).readRefunds(paymentId, signal);
        return { before: { ledger, knownIds: idsAtProvider(data), calls }, record, ownIds };
      } catch (error) {
        throw asApplicationFailure(error);
      }
    },

    /**
     * Moves the money: one attempt, never late, and not at all when the records know how it ended, or more calls were sent than its workflow knows of:
     * then that workflow was made anew or comes from a back-up, and has to find out first.
     */
    async sendRefund(provider: ProviderName, order: RefundOrder, before?: SentBefore): Promise<void> {
      throwIfLate();
      if (before !== undefined) {
        const { known, ...course } = before;
        const isNext = await putDown(order.idempotencyKey, known, course).catch(() =>
          throwNotSent('The store did not take that a call is sent.'),
        );
        if (!isNext) throwNotSent('The records know more of this refund than its workflow.');
        throwIfLate();
      }
      try {
        await providerNamed(providers, provider).refund(order, Context.current().cancellationSignal);
      } catch (error) {
        throw asApplicationFailure(error);
      }
    },

    /**
     * Brings every refund of a payment up to the provider's records; one made elsewhere is put down as external. Answers with the ids of ours that have
     * changed.
     */
    async followRefunds(provider: ProviderName, paymentId: string): Promise<string[]> {
      const signal = Context.current().cancellationSignal;
      const ledger = await providerNamed(providers, provider)
        .readRefunds(paymentId, signal)
        .catch(throwToWait);
      const { data } = await store.listRefunds({ provider, paymentId }, { limit: 100 });
      // Temporal's clock, as the workflows write by: what a wrong one stamps with a time to come passes for newer than all that happens until then.
      const now = instant(Context.current().info.currentAttemptScheduledTimestampMs);
      const changed: string[] = [];
      for (const reading of ledger.refunds) {
        const known = data.find(({ providerRefundId }) => providerRefundId === reading.id);
        if (known === undefined) await keep(externalRefund(provider, ledger, reading, now));
        else {
          const before = JSON.stringify({ ...known, updatedAt: null });
          takeRefundReading(known, reading, now);
          await keep(known);
          if (known.key !== null && JSON.stringify({ ...known, updatedAt: null }) !== before)
            changed.push(known.id);
        }
      }
      return changed;
    },

    /** Finds the payment of a refund whose event named none, and passes the event on. Null when the provider does not tell. */
    async passRefundEventOn(event: RefundEvent): Promise<string | null> {
      const provider = providerNamed(providers, event.provider);
      const signal = Context.current().cancellationSignal;
      const paymentId = await provider.readRefundPayment(event.object.id, signal).catch(throwToWait);
      if (paymentId !== null) await toTemporal.deliver({ ...event, paymentId });
      return paymentId;
    },

    /** Tells the case of the payment, where there is one, how a refund went. */
    async tellCase({ provider, paymentId, caseId }: Refund, news: RefundNews): Promise<void> {
      const concerned = caseId ?? `${provider}:${paymentId}`;
      if ((await store.loadCase(concerned)) !== null) await toTemporal.tellCase(concerned, news);
    },
  };
}

function idsAtProvider(refunds: readonly Refund[]): readonly string[] {
  return refunds.flatMap(({ providerRefundId }) => (providerRefundId === null ? [] : [providerRefundId]));
}

/** What a call's workflow knows: how many it sent before, and what stood before the earliest whose effect is not known. */
export interface SentBefore extends Omit<RefundCalls, 'sent'> {
  readonly known: number;
}

/** What Temporal repeats by itself is not repeated before the provider asks for it. Unlike a comparison, which ends by saying what people must put right, this goes on until they have. */
function throwToWait(error: unknown): never {
  if (!(error instanceof ProviderError) || error.retryAfter === null) throw error;
  const { kind: type, message, retryAfter: nextRetryDelay } = error;
  throw ApplicationFailure.create({ message, type, details: [failureFrom(error)], nextRetryDelay });
}
