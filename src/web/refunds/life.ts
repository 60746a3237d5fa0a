import type { RefundView } from '../../api/schemas/refund.ts';

/** Where a step of a refund's life stands. `ahead`: it is still to come. */
export type StepState = 'done' | 'under_way' | 'ahead' | 'failed' | 'attention';

/** One thing that happened to a refund, or is still to happen. */
export interface Step {
  readonly name: 'asked' | 'sent' | 'settled_by_hand' | 'outcome' | 'reference';
  readonly title: string;
  readonly state: StepState;
  /** RFC 3339 in UTC; null where the moment is not known, or has not come. */
  readonly at: string | null;
  /** One sentence for people; null where the title says it all. */
  readonly text: string | null;
}

/** The life of a refund in the order it is lived. Why it failed, or needs a person, stands in the refund itself. */
export function lifeOf(refund: RefundView): Step[] {
  return [asked(refund), sent(refund), settledByHand(refund), outcome(refund), reference(refund)].filter(
    (step) => step !== null,
  );
}

function asked({ external, created_at: at }: RefundView): Step {
  const title = external ? 'Made at the provider itself' : 'Asked for';
  return { name: 'asked', title, state: 'done', at, text: null };
}

/** Null for a refund that was over before anything was sent, and for one that was made elsewhere. */
function sent(refund: RefundView): Step | null {
  if (refund.external) return null;
  if (wasSent(refund)) {
    return { name: 'sent', title: 'Sent to the provider', state: 'done', at: refund.sent_at, text: null };
  }
  if (isOver(refund)) return null;
  if (refund.needs_attention !== null) {
    const { since: at } = refund.needs_attention;
    return { name: 'sent', title: 'Held up before it could be sent', state: 'attention', at, text: null };
  }
  const text = 'Refunds of one payment are made one after the other, and the payment is read first.';
  return { name: 'sent', title: 'Waiting for its turn', state: 'under_way', at: null, text };
}

/** The provider's id tells it of refunds that were made before the moment was kept. */
function wasSent({ sent_at: at, provider_refund_id: id, needs_attention: attention }: RefundView): boolean {
  return at !== null || id !== null || attention?.settleable === true;
}

function isOver({ status }: RefundView): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'canceled';
}

function settledByHand({ resolution }: RefundView): Step | null {
  if (resolution === null) return null;
  const title =
    resolution.outcome === 'done' ? 'Settled by hand: it was made' : 'Settled by hand: it was not made';
  return { name: 'settled_by_hand', title, state: 'done', at: resolution.at, text: resolution.note };
}

/** Null while it has not been sent: what comes of it is then said by that step. */
function outcome(refund: RefundView): Step | null {
  const step = { name: 'outcome', at: refund.settled_at } as const;
  switch (refund.status) {
    case 'succeeded':
      return { ...step, title: 'Paid back', state: 'done', text: null };
    case 'canceled':
      return { ...step, title: 'Called off at the provider', state: 'failed', text: null };
    case 'failed':
      return failed(refund);
    case 'requires_action':
      return {
        ...step,
        title: 'The provider waits for something',
        state: 'attention',
        text: 'Look the refund up at the provider: it says there what it needs to go on.',
      };
    case 'needs_attention':
    case 'pending':
      return wasSent(refund) || refund.external ? underWay(refund) : null;
  }
}

function failed(refund: RefundView): Step {
  const { settled_at: at, failure } = refund;
  const title = failure?.code === 'failed_at_provider' ? 'Failed on its way' : 'Refused';
  const text = wasSent(refund) || refund.external ? null : 'Nothing was sent.';
  return { name: 'outcome', title, state: 'failed', at, text };
}

function underWay({ needs_attention: attention, provider_refund_id: id }: RefundView): Step {
  if (attention !== null) {
    const title = attention.settleable ? 'A person has to settle it' : 'Held up';
    return { name: 'outcome', title, state: 'attention', at: attention.since, text: null };
  }
  return id === null
    ? {
        name: 'outcome',
        title: 'Being looked for at the provider',
        state: 'under_way',
        at: null,
        text: "The provider's records are read until they show what came of it. It is not sent again meanwhile.",
      }
    : {
        name: 'outcome',
        title: 'On its way',
        state: 'under_way',
        at: null,
        text: 'The provider has it and says that it is not through yet.',
      };
}

/** Null where none is to be expected. */
function reference({ status, reference: { status: state, value } }: RefundView): Step | null {
  if (value !== null) {
    return {
      name: 'reference',
      title: 'The bank reference has arrived',
      state: 'done',
      at: null,
      text: null,
    };
  }
  if (status !== 'succeeded') return null;
  return state === 'unavailable'
    ? { name: 'reference', title: 'There is no bank reference', state: 'done', at: null, text: null }
    : {
        name: 'reference',
        title: 'The bank reference is still to come',
        state: 'ahead',
        at: null,
        text: 'Banks hand it on some days after the refund.',
      };
}
