import {
  allHandlersFinished,
  type ChildWorkflowHandle,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  ParentClosePolicy,
  setHandler,
  startChild,
  WorkflowIdReusePolicy,
  workflowInfo,
} from '@temporalio/workflow';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { HOUR, MINUTE } from '../domain/instant.ts';
import type { ProviderName } from '../domain/names.ts';
import { type RefundsWorkflowInput, refundWorkflowId } from '../domain/refund-messages.ts';
import {
  isAccountedFor,
  newRefund,
  type Refund,
  type RefundEvent,
  type RefundRequest,
} from '../domain/refund.ts';
import { queued } from './calls.ts';
import { followRefunds, loadRefund, passRefundEventOn, takeUpRefund } from './refund-calls.ts';
import { refundEvent, refundSettled, requestRefund } from './refund-messages.ts';
import { refundWorkflow } from './refund.ts';
import { PAYMENT_ID, PROVIDER } from './search-attributes.ts';

/** How long an idle line stays open: a burst of refunds then needs one run. */
const IDLE = '10s';
/** How soon to look whether a refund that another run began has settled, in case its word was lost; then ever more rarely. */
const LOOK_AGAIN = MINUTE;
const LOOK_AT_LEAST = HOUR;
/** How long events wait when the provider cannot be read. */
const READ_AGAIN = '10m';

/** What waits in one payment's line. */
interface Line {
  readonly waiting: RefundRequest[];
  readonly events: RefundEvent[];
  readonly settled: Set<string>;
  /** Somebody asked once more for the first that waits, and so sees nothing of it. */
  askedAgain: boolean;
}

/**
 * Lets the refunds of one payment run one at a time, so that what each one reads before and after its call can only be its own doing. Also takes in the
 * provider's events about them: refunds made elsewhere are put down, known ones brought up to date. Ends when idle.
 */
export async function refundsWorkflow({ provider, paymentId, carried }: RefundsWorkflowInput): Promise<void> {
  const line: Line = {
    waiting: [...(carried?.waiting ?? [])],
    events: [...(carried?.events ?? [])],
    settled: new Set(),
    askedAgain: false,
  };
  setHandler(requestRefund, (request) => {
    // Without a payment there is nothing to refund; only a Signal typed by hand can say so.
    if (paymentId === null) return;
    if (line.waiting[0]?.id === request.id) line.askedAgain = true;
    else if (!line.waiting.some(({ id }) => id === request.id)) line.waiting.push(request);
  });
  setHandler(refundEvent, (event) => void line.events.push(event));
  setHandler(refundSettled, (refundId) => void line.settled.add(refundId));

  for (;;) {
    const busy = () => line.waiting.length > 0 || line.events.length > 0;
    if (!busy() && !(await condition(busy, IDLE))) {
      await condition(allHandlersFinished);
      if (!busy()) return;
    }
    if (workflowInfo().continueAsNewSuggested) {
      const { waiting, events } = line;
      await continueAsNew<typeof refundsWorkflow>({ provider, paymentId, carried: { waiting, events } });
    }
    if (paymentId === null) await passOn(line);
    else if (line.waiting.length > 0) await runNext(line);
    else await takeEvents(provider, paymentId, line);
  }
}

/** Events that name no payment go to the line of the payment they turn out to be about. */
async function passOn({ events }: Line): Promise<void> {
  const event = events.shift();
  if (event === undefined) return;
  await passRefundEventOn.executeWithOptions(queued(event.provider, 'Find the payment of a refund'), [event]);
}

/**
 * All events so far need one read; refunds that are still followed hear of the last. While the provider cannot be read the events wait, and refunds
 * that are asked for meanwhile go first.
 */
async function takeEvents(provider: ProviderName, paymentId: string, line: Line): Promise<void> {
  const taken = [...line.events];
  try {
    const summary = 'Bring its refunds up to date';
    const changed = await followRefunds.executeWithOptions(queued(provider, summary), [provider, paymentId]);
    line.events.splice(0, taken.length);
    for (const refundId of changed) await passTo(refundId, taken.at(-1));
  } catch {
    await condition(() => line.waiting.length > 0, READ_AGAIN);
  }
}

/** One that is over hears nothing, and need not. */
async function passTo(refundId: string, event: RefundEvent | undefined): Promise<void> {
  await getExternalWorkflowHandle(refundWorkflowId(refundId))
    .signal(refundEvent, event)
    .catch(() => undefined);
}

/** Lets the first that waits run, and nothing else happen until its money is accounted for. */
async function runNext(line: Line): Promise<void> {
  const request = line.waiting[0];
  if (request === undefined) return;
  // It stays the first in line when this run has grown too long, and the next run waits on for it.
  if (!(await isSettled(request, line))) return;
  line.settled.delete(request.id);
  line.waiting.shift();
}

/**
 * Begins a refund and waits until its money is accounted for, however long that takes. What this run began tells it, or ends before it could: then it is
 * begun again. What another run began is looked at now and then. False when this run has grown too long.
 */
async function isSettled(request: RefundRequest, line: Line): Promise<boolean> {
  const hasNews = () =>
    line.askedAgain || line.settled.has(request.id) || workflowInfo().continueAsNewSuggested;
  let child: RefundHandle | null = null;
  let failures = 0;
  for (let wait = LOOK_AGAIN; ; wait = Math.min(2 * wait, LOOK_AT_LEAST)) {
    const known = await loadRefund(request.id);
    if (known !== null && isAccountedFor(known)) return true;
    line.askedAgain = false;
    child ??= await begin(known ?? newRefund(request));
    if (child === null && (await takeUp(request))) return true;
    const end = child && (await endOf(child, hasNews));
    if (end !== null) child = null;
    if (end === 'not_done') failures += 1;
    // What fails each time is not begun over and over.
    if (child === null && (end === null || failures > 1)) await condition(hasNews, wait);
    if (line.settled.has(request.id)) return true;
    if (workflowInfo().continueAsNewSuggested) return false;
  }
}

type RefundHandle = ChildWorkflowHandle<typeof refundWorkflow>;

/** Waits until a refund has ended, done or (as somebody terminated it, or it failed) not; null when there is news before. */
async function endOf(child: RefundHandle, hasNews: () => boolean): Promise<'done' | 'not_done' | null> {
  let end: 'done' | 'not_done' | null = null;
  void child.result().then(
    () => (end = 'done'),
    () => (end = 'not_done'),
  );
  await condition(() => end !== null || hasNews());
  return end;
}

/** Whether a refund that another run began is accounted for; not known while Temporal does not tell. */
async function takeUp({ id }: RefundRequest): Promise<boolean> {
  try {
    return await takeUpRefund.executeWithOptions({ summary: 'Ask the refund how it stands' }, [id]);
  } catch {
    return false;
  }
}

/** Null when its workflow runs already, or has come to its end. */
async function begin(refund: Refund): Promise<RefundHandle | null> {
  try {
    return await startChild(refundWorkflow, {
      workflowId: refundWorkflowId(refund.id),
      args: [{ refund }],
      parentClosePolicy: ParentClosePolicy.ABANDON,
      // One that somebody terminated may be taken up again: it finds out first what was sent.
      workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
      typedSearchAttributes: [
        { key: PROVIDER, value: refund.provider },
        { key: PAYMENT_ID, value: refund.paymentId },
      ],
      staticSummary: `Refund of ${refund.provider} payment ${refund.paymentId}`,
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return null;
    throw error;
  }
}
