import type { FullDisputeView } from '../../../api/schemas/case.ts';
import { actorName, decisionWord } from '../../words/cases.ts';
import { wayWords } from '../../words/timeline.ts';
import type { Subject } from '../subject.ts';

/** One step of an answer's life. */
export interface ProgressStep {
  readonly title: string;
  /** What it means; null where the title says it all. */
  readonly text: string | null;
  readonly at: string | null;
  readonly is: 'done' | 'lost' | 'under_way' | 'trouble' | 'ahead';
}

/** From the decision to the ruling: what is done, what is under way, and what comes. */
export function progressSteps({
  of,
  dispute,
  provider,
}: Pick<Subject, 'of' | 'dispute' | 'provider'>): readonly ProgressStep[] {
  const unsettled = of.attention.some(
    ({ kind, dispute_id }) => kind === 'submission_unsettled' && dispute_id === dispute.id,
  );
  return [
    ...decided(dispute),
    ...submission(dispute, provider.label, unsettled),
    ...refund(of, dispute),
    ...ruling(dispute),
  ];
}

function decided({ decision, submission: sent }: FullDisputeView): ProgressStep[] {
  if (decision === null) return sent === null ? [] : [step('Answered without a decision here', 'done')];
  const proposer = decision.proposed_by === null ? '' : `, as ${actorName(decision.proposed_by)} proposed`;
  const by =
    decision.by.type === 'policy'
      ? 'the policy, as nobody had decided'
      : `${actorName(decision.by)} ${wayWords(decision.by.via)}`;
  const note = decision.note === null ? '' : ` “${decision.note}”`;
  return [
    {
      title: `Decided: ${decisionWord(decision.decision).toLowerCase()}`,
      text: `By ${by}${proposer}, on revision ${decision.evidence_revision}.${note}`,
      at: decision.at,
      is: 'done',
    },
  ];
}

function submission(dispute: FullDisputeView, label: string, isUnsettled: boolean): ProgressStep[] {
  const { submission: sent, decision } = dispute;
  if (sent === null) return [];
  const isConcession = decision?.decision === 'concede';
  const what = isConcession ? 'The concession' : 'The answer';
  switch (sent.step) {
    case 'preparing':
      return [
        step(
          isConcession ? 'Being conceded' : 'Being sent',
          'under_way',
          isConcession
            ? `${label} is about to be told.`
            : `Files are handed over and texts put in place, then the answer goes to ${label}, once.`,
        ),
      ];
    case 'doubt':
      return [
        step(
          'Did it arrive?',
          isUnsettled ? 'trouble' : 'under_way',
          isUnsettled
            ? `${what} was sent, and reading ${label} does not tell whether it arrived. A person has to look there and settle it.`
            : `${what} was sent and no good reply came. ${label} is being read to find out; it is never sent twice.`,
        ),
      ];
    case 'done':
      return [
        {
          title: isConcession ? 'Conceded' : 'Answered',
          text: answeredBy(sent.by, label),
          at: sent.at,
          is: 'done',
        },
      ];
    default:
      return [step(sent.step, 'under_way')];
  }
}

function answeredBy(by: string | null, label: string): string | null {
  if (by === 'elsewhere') return `Not from here: at ${label} itself, or where you work with it.`;
  return by === 'unknown' ? 'By whom is not known.' : null;
}

function refund({ refunds }: Subject['of'], { decision }: FullDisputeView): ProgressStep[] {
  if (decision?.decision !== 'refund') return [];
  const asked =
    refunds.find(({ external, created_at }) => !external && created_at >= decision.at) ?? refunds[0];
  if (asked === undefined) return [step('Refund asked for', 'under_way')];
  const isDone = asked.status === 'succeeded';
  const isTrouble = ['failed', 'canceled', 'needs_attention'].includes(asked.status);
  return [
    {
      title: isDone ? 'Refunded' : isTrouble ? 'Not refunded' : 'Being refunded',
      text: asked.failure?.message ?? asked.needs_attention?.reason ?? null,
      at: isDone ? asked.updated_at : null,
      is: isDone ? 'done' : isTrouble ? 'trouble' : 'under_way',
    },
  ];
}

const RULINGS = { won: 'Won', lost: 'Lost', closed: 'Closed without a ruling' } as const;

function ruling({
  ruling: outcome,
  ruled_at,
  status,
  submission: sent,
  decision,
}: FullDisputeView): ProgressStep[] {
  if (outcome !== null) {
    const text =
      outcome === 'won'
        ? 'The bank ruled for you.'
        : outcome === 'lost'
          ? 'The money stays with the cardholder.'
          : null;
    return [{ title: RULINGS[outcome], text, at: ruled_at, is: outcome === 'lost' ? 'lost' : 'done' }];
  }
  if (status === 'under_review')
    return [
      step(
        'The bank rules',
        'ahead',
        'Under review: this takes weeks, sometimes months. It shows here by itself.',
      ),
    ];
  const waits = sent?.step === 'done' || decision?.decision === 'ignore';
  return waits && decision?.decision !== 'refund'
    ? [step('The bank rules', 'ahead', 'It shows here by itself.')]
    : [];
}

function step(title: string, is: ProgressStep['is'], text: string | null = null): ProgressStep {
  return { title, text, at: null, is };
}
