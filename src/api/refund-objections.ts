import { takesTwo } from '../domain/approvals.ts';
import type { CaseState } from '../domain/case.ts';
import { type Millis, SECOND } from '../domain/instant.ts';
import type { Money } from '../domain/money.ts';
import type { ProviderName } from '../domain/names.ts';
import type { Policy } from '../domain/policy.ts';
import { refuseRefund } from '../domain/refund-ledger.ts';
import type { RefundFailure, RefundLedger } from '../domain/refund.ts';
import { foregroundDispute, visibleDisputes } from '../domain/summary.ts';
import { ProviderError } from '../providers/errors.ts';
import type { Provider } from '../providers/provider.ts';
import { Problem } from './problem.ts';

/** A person waits for the answer; what is not known by then the refund's workflow finds out. */
const READ_DEADLINE: Millis = 3 * SECOND;

/** A refund that was not asked for before. */
export interface NewRefund {
  readonly provider: ProviderName;
  readonly paymentId: string;
  /** Null: whatever remains. */
  readonly asked: Money | null;
  /** The payment's case, where there is one. */
  readonly state: CaseState | null;
}

/**
 * Refuses a refund that is known to be impossible, while its key can still be used for another. What passes may be refused yet: the refund's
 * workflow reads the payment when its turn comes.
 *
 * @throws Problem 409 when the provider cannot refund it, 422 when the payment is not there or less remains of it
 */
export async function refuseKnownImpossible(
  providers: ReadonlyMap<ProviderName, Provider>,
  { provider: name, paymentId, asked, state }: NewRefund,
): Promise<void> {
  const provider = providers.get(name);
  if (!refunds(provider)) {
    throw new Problem(409, noRefunds(name, provider), { type: 'refund-refused' });
  }
  const known = refuseDisputed(provider, state);
  if (known !== null) throw refused(known);
  const read = await readNow(provider, paymentId);
  if (read === 'not_found') throw invalid('/payment_id', noSuchPayment(name));
  const failure = read && refuseRefund(asked, read);
  if (failure !== null) throw refused(failure);
}

/** A payment as its provider describes it right now, and what speaks against refunding it. */
export interface RefundablePayment {
  /** Null where the provider cannot be asked, or did not answer in time. */
  readonly ledger: RefundLedger | null;
  /** Why none of it can be refunded; null when nothing is known to speak against it. */
  readonly objection: string | null;
}

/**
 * Reads a payment before anybody asks for a refund of it.
 *
 * @throws Problem 404 when the provider says that there is none
 */
export async function readRefundable(
  providers: ReadonlyMap<ProviderName, Provider>,
  { provider: name, paymentId, state }: Omit<NewRefund, 'asked'>,
): Promise<RefundablePayment> {
  const provider = providers.get(name);
  if (!refunds(provider)) return { ledger: null, objection: noRefunds(name, provider) };
  const ledger = await readNow(provider, paymentId);
  if (ledger === 'not_found') throw new Problem(404, noSuchPayment(name));
  const failure = refuseDisputed(provider, state) ?? (ledger && refuseRefund(null, ledger));
  return { ledger, objection: failure?.message ?? null };
}

/**
 * What two people have to decide about is not to be had alone by another door: such a refund of a payment with an open alert is proposed in its case.
 *
 * @throws Problem 409
 */
export function refuseAlone(state: CaseState | null, policy: Pick<Policy, 'approvals'>): void {
  if (state === null || !state.open || !canBePrevented(state)) return;
  // By what was paid, not by what is asked for: several parts would make up the whole.
  if (!takesTwo(state.paymentAmount ?? foregroundDispute(state)?.amount ?? null, policy)) return;
  throw new Problem(
    409,
    `Two people have to decide about so much: propose the refund in the case ${state.id}, and somebody else approves it there.`,
    { type: 'refund-refused' },
  );
}

function canBePrevented(state: CaseState): boolean {
  return visibleDisputes(state).some(
    ({ stage, status, ruling }) => stage === 'alert' && status !== 'closed' && ruling === null,
  );
}

function refunds(provider: Provider | undefined): provider is Provider {
  return provider?.capabilities.refund === true;
}

function noRefunds(name: ProviderName, provider: Provider | undefined): string {
  return provider === undefined
    ? `${name} is not set up here: give Recourse its key, then repeat this.`
    : `${name} takes no refunds from here: refund the payment there.`;
}

function noSuchPayment(name: ProviderName): string {
  return `${name} has no such payment.`;
}

/** What our own case of the payment says, before the provider is asked. */
function refuseDisputed({ capabilities }: Provider, state: CaseState | null): RefundFailure | null {
  const { disputedRefund } = capabilities;
  return disputedRefund !== null && state !== null && isDisputed(state)
    ? { code: 'disputed', message: disputedRefund }
    : null;
}

/** A formal dispute that is open or lost. A warning can still be pre-empted by a refund; one that is won or closed is in no way of it. */
function isDisputed(state: CaseState): boolean {
  return visibleDisputes(state).some(
    ({ stage, status, goneAt }) =>
      stage !== 'alert' &&
      goneAt === null &&
      (status === 'needs_response' || status === 'under_review' || status === 'lost'),
  );
}

/** What the provider says right now; null when it does not say. */
async function readNow(provider: Provider, paymentId: string): Promise<RefundLedger | 'not_found' | null> {
  try {
    return await provider.readRefunds(paymentId, AbortSignal.timeout(READ_DEADLINE));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return error.kind === 'not_found' ? 'not_found' : null;
  }
}

function refused({ code, message }: RefundFailure): Problem {
  switch (code) {
    case 'more_than_remains':
    case 'refused':
      return invalid('/amount', message);
    case 'disputed':
    case 'not_refundable':
    case 'failed_at_provider':
      return new Problem(409, message, { type: 'refund-refused' });
  }
}

function invalid(pointer: string, detail: string): Problem {
  return new Problem(422, detail, { type: 'refund-refused', errors: [{ in: 'body', pointer, detail }] });
}
