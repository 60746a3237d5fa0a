import type { ChoiceView, ProposalView } from '../../../api/schemas/next-steps.ts';
import { actorName } from '../../words/cases.ts';

type Decision = ChoiceView['decision'];

const VERBS: Readonly<Record<Decision, string>> = {
  challenge: 'Challenge',
  concede: 'Concede',
  refund: 'Refund',
  ignore: 'Ignore',
  submitted_elsewhere: 'I submitted it elsewhere',
};

const PROPOSALS: Readonly<Record<Decision, string>> = {
  challenge: 'Propose to challenge',
  concede: 'Propose to concede',
  refund: 'Propose to refund',
  ignore: 'Propose to ignore',
  submitted_elsewhere: 'Propose: submitted elsewhere',
};

const ACTS: Readonly<Record<Decision, string>> = {
  challenge: 'Send the answer',
  concede: 'Concede for good',
  refund: 'Refund',
  ignore: 'Ignore it',
  submitted_elsewhere: 'Record it',
};

const DONE: Readonly<Record<Decision, string>> = {
  challenge: 'Decided to challenge: the answer is on its way.',
  concede: 'Decided to concede.',
  refund: 'Decided to refund: the refund is on its way.',
  ignore: 'Decided to ignore it.',
  submitted_elsewhere: 'Recorded as submitted elsewhere.',
};

/** What a choice is called on the page: `Challenge`, or `Propose to challenge` where somebody else has to approve it. */
export function choiceTitle({ decision, outcome }: Pick<ChoiceView, 'decision' | 'outcome'>): string {
  return outcome === 'proposed' ? PROPOSALS[decision] : VERBS[decision];
}

/** `Approve what bob proposed: challenge` */
export function approvalTitle({ decision, by }: ProposalView): string {
  return `Approve what ${actorName(by)} proposed: ${VERBS[decision].toLowerCase()}`;
}

/** What the last button says: what happens when it is pressed. */
export function actWords({ decision, outcome }: Pick<ChoiceView, 'decision' | 'outcome'>): string {
  return outcome === 'proposed' ? PROPOSALS[decision] : ACTS[decision];
}

/** What is said once it is recorded. */
export function doneWords({ decision, outcome }: Pick<ChoiceView, 'decision' | 'outcome'>): string {
  return outcome === 'proposed'
    ? 'Proposed: somebody who may decide is asked to approve it.'
    : DONE[decision];
}

/** From what people mostly want to what they hardly ever want. */
const ORDER: readonly Decision[] = ['refund', 'challenge', 'submitted_elsewhere', 'ignore', 'concede'];

/** The one thing to do first, and what else could be done; conceding is never the first. */
export function rankChoices(choices: readonly ChoiceView[]): {
  readonly first: ChoiceView | null;
  readonly others: readonly ChoiceView[];
} {
  const ranked = choices.toSorted((a, b) => ORDER.indexOf(a.decision) - ORDER.indexOf(b.decision));
  const first = ranked.find(({ possible, decision }) => possible && decision !== 'concede') ?? null;
  const others = ranked.filter((choice) => choice !== first);
  return { first, others: others.toSorted((a, b) => Number(b.possible) - Number(a.possible)) };
}
