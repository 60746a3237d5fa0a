import type { DecisionKind } from '../../domain/case.ts';
import type { ProviderName } from '../../domain/names.ts';
import type { Outlook } from '../../domain/outlook.ts';
import type { Reason, Stage, Status } from '../../domain/provider.ts';
import type { CaseTab } from '../../domain/summary.ts';
import { localTime } from './local-time.ts';

const TABS: Readonly<Record<CaseTab | 'all', string>> = {
  inbox: 'Needs you',
  bank: 'At the bank',
  won: 'Won',
  lost: 'Lost',
  closed: 'Closed',
  all: 'All',
};

const STAGES: Readonly<Record<Stage, string>> = {
  alert: 'Alert',
  inquiry: 'Inquiry',
  chargeback: 'Chargeback',
  other: 'Other',
};

const STATUSES: Readonly<Record<Status, string>> = {
  needs_response: 'Needs a response',
  under_review: 'Under review',
  won: 'Won',
  lost: 'Lost',
  closed: 'Closed',
  other: 'Other',
};

const REASONS: Readonly<Record<Reason, string>> = {
  fraudulent: 'Fraudulent',
  not_received: 'Not received',
  not_as_described: 'Not as described',
  cancelled: 'Cancelled',
  duplicate: 'Charged twice',
  credit_not_processed: 'Refund not processed',
  unrecognized: 'Not recognised',
  processing: 'Processing error',
  other: 'Other',
};

const PROVIDERS: Readonly<Record<ProviderName, string>> = { whop: 'Whop', wepay: 'WePay', ccg: 'CCG' };

const DECISIONS: Readonly<Record<DecisionKind, string>> = {
  challenge: 'Challenge',
  concede: 'Concede',
  refund: 'Refund',
  ignore: 'Ignore',
  submitted_elsewhere: 'Submitted elsewhere',
};

const PROPOSALS: Readonly<Record<DecisionKind, string>> = {
  challenge: 'to challenge',
  concede: 'to concede',
  refund: 'to refund',
  ignore: 'to ignore it',
  submitted_elsewhere: 'to call it answered elsewhere',
};

export const tabWord = (tab: string) => word(TABS, tab);
export const stageWord = (stage: string) => word(STAGES, stage);
export const statusWord = (status: string) => word(STATUSES, status);
/** @param reason - null where the provider gave none */
export const reasonWord = (reason: string | null) =>
  reason === null ? 'No reason given' : word(REASONS, reason);
export const providerWord = (provider: string) => word(PROVIDERS, provider);
export const decisionWord = (decision: string) => word(DECISIONS, decision);

/** `Ada proposes to challenge` */
export function proposalWords({
  decision,
  by,
}: {
  readonly decision: string;
  readonly by: ActorLike;
}): string {
  return `${actorName(by)} proposes ${word(PROPOSALS, decision)}`;
}

const MADE: Readonly<Record<DecisionKind, string>> = {
  challenge: 'Challenged',
  concede: 'Conceded',
  refund: 'Refunded',
  ignore: 'Ignored',
  submitted_elsewhere: 'Answered elsewhere',
};

/** `Challenged by Ada` */
export function decidedWords({
  decision,
  by,
}: {
  readonly decision: string;
  readonly by: ActorLike;
}): string {
  return `${word(MADE, decision)} by ${by.type === 'policy' ? 'the policy' : actorName(by)}`;
}

/** The last of the moments that several disputes have under one name; null when none has. */
export function lastOf<K extends string>(
  disputes: readonly { readonly [key in K]: string | null }[],
  name: K,
): string | null {
  return disputes
    .map((dispute) => dispute[name])
    .reduce((a, b) => (b !== null && (a === null || b > a) ? b : a), null);
}

interface ActorLike {
  readonly type: string;
  readonly id: string;
  readonly name: string | null;
}

/** What somebody is called, or else the id they act under. */
export function actorName({ id, name }: Omit<ActorLike, 'type'>): string {
  return name ?? id;
}

/** What happens by itself if nobody acts, and when, in the viewer's zone. */
export function outlookWords({ act, at }: Outlook): string {
  const when = at === null ? null : localTime(at);
  switch (act) {
    case 'submits':
      return when === null
        ? 'The draft is sent as it is, as soon as possible'
        : `The draft is sent as it is on ${when}`;
    case 'escalates':
      return when === null
        ? 'Nothing is sent by itself'
        : `Nothing is sent by itself; people are asked again on ${when}`;
    case 'lapses':
      return when === null
        ? 'The deadline passes unanswered'
        : `Nothing is sent; the deadline passes on ${when}`;
    case 'ends':
      return when === null ? 'The alert runs out' : `The alert runs out on ${when}`;
    case 'nothing':
      return 'Nothing happens by itself';
    default:
      return '';
  }
}

/** A word that is new to these pages is shown as it came, made readable. */
export function word(words: Readonly<Record<string, string>>, name: string): string {
  const known = Object.hasOwn(words, name) ? words[name] : undefined;
  return known ?? sentenceCase(name);
}

function sentenceCase(name: string): string {
  const text = name.replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}
