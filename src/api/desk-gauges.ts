import { CaseFile } from '../domain/case-file.ts';
import { isPast } from '../domain/deadline.ts';
import { type Instant, millis } from '../domain/instant.ts';
import type { WorkflowPolicy } from '../domain/messages.ts';
import type { ProviderName } from '../domain/names.ts';
import { outlook } from '../domain/outlook.ts';
import { STATUSES } from '../domain/provider.ts';
import { REFUND_STATUSES } from '../domain/refund.ts';
import { CAPABILITIES } from '../providers/capabilities.ts';
import type { ListRead } from '../store/signs.ts';
import type { Counted } from '../store/vitals.ts';
import type { DueDispute } from '../store/work-at-risk.ts';

/** What the store told when it was asked last. */
export interface Stored {
  readonly counted: Counted;
  readonly heard: ReadonlyMap<ProviderName, Instant>;
  readonly lists: readonly ListRead[];
  readonly due: readonly DueDispute[];
}

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** A number of the desk's. Where its source is out of reach there is none, rather than one of before. */
export interface DeskGauge {
  readonly name: string;
  readonly help: string;
  readonly labels: readonly string[];
  readonly samples: (stored: Stored, now: Instant) => readonly Sample[];
}

/**
 * The gauges of the desk, for the providers that are set up.
 *
 * @param upSince - when this process began, which stands for what never happened
 */
export function deskGauges(
  names: readonly ProviderName[],
  policy: WorkflowPolicy,
  upSince: Instant,
): readonly DeskGauge[] {
  return [
    ...caseGauges(names),
    ...deadlineGauges(names, policy),
    ...attentionGauges(names),
    ...providerGauges(names, upSince),
    ERASURE_GAUGE,
  ];
}

function caseGauges(names: readonly ProviderName[]): readonly DeskGauge[] {
  return [
    {
      name: 'recourse_cases',
      help: 'Cases, by where they stand. An open one is one whose workflow runs.',
      labels: ['provider', 'status', 'open'],
      samples: ({ counted }) => [
        ...zeros(names, STATUSES).map(([provider, status]): Sample => [
          { provider, status, open: 'true' },
          0,
        ]),
        ...counted.cases.map(({ provider, status, open, count }): Sample => [
          { provider, status, open: String(open) },
          count,
        ]),
      ],
    },
    {
      name: 'recourse_disputes_seen',
      help: 'All disputes and alerts there ever were, by whether they were answered from here and how they were ruled.',
      labels: ['provider', 'answered', 'ruling'],
      samples: ({ counted }) =>
        counted.disputes.map(({ provider, answered, ruling, count }) => [
          { provider, answered: String(answered), ruling: ruling ?? 'none' },
          count,
        ]),
    },
    {
      name: 'recourse_refunds',
      help: 'Refunds, by where they stand.',
      labels: ['provider', 'status'],
      samples: ({ counted }) => [
        ...zeros(names, REFUND_STATUSES).map(([provider, status]): Sample => [{ provider, status }, 0]),
        ...counted.refunds.map(({ provider, status, count }): Sample => [{ provider, status }, count]),
      ],
    },
  ];
}

function deadlineGauges(names: readonly ProviderName[], policy: WorkflowPolicy): readonly DeskGauge[] {
  return [
    {
      name: 'recourse_disputes_unanswered',
      help: 'Disputes that can be answered and were not yet, by whether anybody decided about them.',
      labels: ['provider', 'decided'],
      samples: ({ counted }) => byDecision(names, counted, ({ unanswered }) => unanswered),
    },
    {
      name: 'recourse_disputes_overdue',
      help: 'Disputes past their deadline that can still be answered and were not.',
      labels: ['provider', 'decided'],
      samples: ({ counted }) => byDecision(names, counted, ({ overdue }) => overdue),
    },
    {
      name: 'recourse_deadlines_at_risk',
      help: 'Unanswered disputes whose deadline comes within 24 or 72 hours (those of 24 are among those of 72).',
      labels: ['provider', 'decided', 'within'],
      samples: ({ counted }) => [
        ...byDecision(names, counted, ({ withinDay }) => withinDay).map(within('24h')),
        ...byDecision(names, counted, ({ withinThreeDays }) => withinThreeDays).map(within('72h')),
      ],
    },
    {
      name: 'recourse_deadlines_without_plan',
      help: 'Undecided disputes due within 24 hours that will not be answered by themselves; the 50 soonest are looked at.',
      labels: ['provider'],
      samples: ({ due }, now) => {
        const left = due.filter((dispute) => hasNoPlan(dispute, policy, now));
        return names.map((provider) => [
          { provider },
          left.filter(({ state }) => state.provider === provider).length,
        ]);
      },
    },
  ];
}

function attentionGauges(names: readonly ProviderName[]): readonly DeskGauge[] {
  return [
    {
      name: 'recourse_needs_attention',
      help: 'Cases and refunds that ask for a person.',
      labels: ['provider', 'what'],
      samples: ({ counted }) => [
        ...zeros(names, ['case', 'refund']).map(([provider, what]): Sample => [{ provider, what }, 0]),
        ...counted.attention.map(({ provider, what, count }): Sample => [{ provider, what }, count]),
      ],
    },
    {
      name: 'recourse_needs_attention_oldest_seconds',
      help: 'For how long the one that asks for a person longest has done so.',
      labels: ['provider', 'what'],
      samples: ({ counted }, now) => [
        ...zeros(names, ['case', 'refund']).map(([provider, what]): Sample => [{ provider, what }, 0]),
        ...counted.attention.flatMap(({ provider, what, since }): Sample[] =>
          since === null ? [] : [[{ provider, what }, secondsSince(since, now)]],
        ),
      ],
    },
  ];
}

function providerGauges(names: readonly ProviderName[], upSince: Instant): readonly DeskGauge[] {
  return [
    {
      name: 'recourse_reconcile_lag_seconds',
      help: "Since when a provider's list was not read to its end; since this process began where it never was.",
      labels: ['provider', 'list'],
      samples: ({ lists }, now) =>
        names.flatMap((provider) =>
          CAPABILITIES[provider].list.map((list): Sample => {
            const readAt = lists.find((read) => read.provider === provider && read.list === list)?.readAt;
            return [{ provider, list }, secondsSince(readAt ?? upSince, now)];
          }),
        ),
    },
    {
      name: 'recourse_last_webhook_age_seconds',
      help: "Since a provider's last genuine webhook; since this process began where there was none.",
      labels: ['provider'],
      samples: ({ heard }, now) =>
        names.map((provider) => [{ provider }, secondsSince(heard.get(provider) ?? upSince, now)]),
    },
  ];
}

const ERASURE_GAUGE: DeskGauge = {
  name: 'recourse_erasure_due_seconds',
  help: 'For how long the closed case that is to be erased has waited; 0 where none waits.',
  labels: [],
  samples: ({ counted: { erasureDueSince } }, now) => [
    [{}, erasureDueSince === null ? 0 : secondsSince(erasureDueSince, now)],
  ],
};

function hasNoPlan(
  { disputeId, respondBy, decided, state }: DueDispute,
  policy: WorkflowPolicy,
  now: Instant,
): boolean {
  if (decided || isPast(respondBy, now)) return false;
  const file = new CaseFile(state, policy, CAPABILITIES[state.provider]);
  const dispute = file.dispute(disputeId);
  return dispute !== null && dispute !== undefined && outlook(file, dispute, now)?.act !== 'submits';
}

function byDecision(
  names: readonly ProviderName[],
  { deadlines }: Counted,
  count: (of: Counted['deadlines'][number]) => number,
): readonly Sample[] {
  return [
    ...zeros(names, ['true', 'false']).map(([provider, decided]): Sample => [{ provider, decided }, 0]),
    ...deadlines.map((of): Sample => [{ provider: of.provider, decided: String(of.decided) }, count(of)]),
  ];
}

function within(span: string): (sample: Sample) => Sample {
  return ([labels, value]) => [{ ...labels, within: span }, value];
}

/** A series that is there from the start: nothing is told apart from none at all. */
function zeros<Word extends string>(
  names: readonly ProviderName[],
  words: readonly Word[],
): [ProviderName, Word][] {
  return names.flatMap((provider) => words.map((word): [ProviderName, Word] => [provider, word]));
}

function secondsSince(at: Instant, now: Instant): number {
  return Math.max(0, millis(now) - millis(at)) / 1000;
}
