import type { LedgerEntry } from '../../../src/sandbox/ledger.ts';
import { lostActs } from './acts.ts';
import { type Phase, phasesIn } from './courses.ts';
import { CHANGING_CALLS, type Count, type Effects, effectsNamed } from './counts.ts';
import type { Evidence } from './evidence.ts';
import { lostWebhooks } from './lost-webhooks.ts';
import { refundsIn } from './refunds-made.ts';
import { wrongRulings } from './rulings.ts';

export interface Verdict {
  /** Webhooks that were answered with 200, and those of them nobody here knows of. */
  readonly webhooks: Count;
  /** Decisions that people were told were recorded, and those nothing came of. */
  readonly acts: Count;
  /** Times in which a dispute awaited an answer that was due, and those that had none. */
  readonly deadlines: Count;
  readonly submissions: Effects;
  readonly concessions: Effects;
  readonly refunds: Effects;
  /** Disputes whose status or ruling here is not the provider's. */
  readonly stale: readonly string[];
  readonly passes: boolean;
}

/** Of everything asked for, this part may stay undecided, where the ledger shows that the provider could not be read. */
const UNDECIDED_AT_MOST = 0.01;

/** Judges a run by the providers' ledger, once it has settled. */
export function verdictOf(evidence: Evidence): Verdict {
  const phases = phasesIn(evidence.ledger);
  const webhooks = lostWebhooks(evidence);
  const deadlines = missedDeadlines(evidence, phases);
  const submissions = submissionsIn(evidence, phases);
  const concessions = concessionsIn(evidence, phases);
  const refunds = refundsIn(evidence);
  const acts = lostActs(evidence);
  const stale = [...new Set([...staleCases(evidence), ...wrongRulings(evidence)])];
  const effects = [submissions, concessions, refunds];
  const undecided = effects.flatMap((one) => one.undecided);
  const asked = effects.reduce((sum, one) => sum + one.asked, 0);
  return {
    webhooks,
    acts,
    deadlines,
    submissions,
    concessions,
    refunds,
    stale,
    passes:
      webhooks.wrong.length === 0 &&
      acts.wrong.length === 0 &&
      deadlines.wrong.length === 0 &&
      stale.length === 0 &&
      effects.every(({ twice }) => twice.length === 0) &&
      undecided.length <= asked * UNDECIDED_AT_MOST &&
      undecided.every((id) => couldNotBeRead(evidence.ledger, id)),
  };
}

/**
 * Missed: a dispute that could be answered awaits its answer to the end of the run, though one was due. One is due unless the bank was faster (ruled, withdrew, closed or escalated it: what ended the time of waiting was no answer), or somebody
 * had decided to concede at a provider that takes no concession, where that means to let it lapse. Between the moment the policy answers
 * and the deadline itself every plan leaves more than the quarter of an hour that finding out about a lost answer takes, which is what the product
 * promises deadlines for; no case's clock comes to its deadline before the run ends. What is unanswered then, with everything up and settled, would
 * stay so: it counts as missed, however late its deadline is.
 */
function missedDeadlines({ decided, cases }: Evidence, phases: readonly Phase[]): Count {
  const lapsing = new Set(
    decided.flatMap(({ phase, decision }) =>
      decision === 'concede' && phase.startsWith('dp_') ? [phase] : [],
    ),
  );
  const due = phases.filter(({ id, ended }) => !lapsing.has(id) && (ended === null || isAnswer(ended)));
  const open = due.filter(({ ended }) => ended === null).map(({ id }) => id);
  const admitted = cases.flatMap(({ id, attention }) =>
    attention.some(({ kind }) => kind === 'deadline_missed') ? [`${id} says so itself`] : [],
  );
  return { total: due.length, wrong: [...open, ...admitted] };
}

function isAnswer({ name }: LedgerEntry): boolean {
  return name === 'submission_spent' || name === 'conceded';
}

/** What the scenarios of CCG mean people to see: it names no deadline, and tells of rulings that contradict each other. */
const OF_CCG: readonly string[] = ['deadline_unknown', 'rulings_contradict'];

/** Whatever of a case still asks for a person is undecided. */
function submissionsIn({ ledger, cases, decided, begun }: Evidence, phases: readonly Phase[]): Effects {
  const spent = effectsNamed(ledger, 'submission_spent');
  const calls = callsOf(ledger, ['disputes.submit_evidence', 'disputes.challenge']);
  const answered = phases.filter(({ ended }) => ended?.name === 'submission_spent');
  const wanted = new Set(decided.flatMap(({ phase, decision }) => (decision === 'challenge' ? [phase] : [])));
  const open = phases.filter(({ id, ended }) => ended === null && wanted.has(id));
  const unsettled = cases.flatMap(({ id: caseId, provider, attention }) =>
    attention
      .filter(({ kind }) => kind !== 'deadline_missed' && !(provider === 'ccg' && OF_CCG.includes(kind)))
      .map(({ dispute_id: id }) => id ?? caseId),
  );
  return {
    asked: answered.length + open.length,
    done: answered.length,
    twice: [...repeated(phases, spent, calls), ...againstThePlan(begun, spent, 'submission')],
    undecided: [...new Set([...unsettled, ...open.map(({ disputeId }) => disputeId)])],
  };
}

function concessionsIn({ ledger, decided, begun }: Evidence, phases: readonly Phase[]): Effects {
  const conceded = effectsNamed(ledger, 'conceded');
  const calls = callsOf(ledger, ['disputes.concede']);
  const done = phases.filter(({ ended }) => ended?.name === 'conceded');
  const wanted = decided.filter(({ phase, decision }) => decision === 'concede' && !phase.startsWith('dp_'));
  const open = phases.filter(({ id, ended }) => ended === null && wanted.some(({ phase }) => phase === id));
  return {
    asked: done.length + open.length,
    done: done.length,
    twice: [...repeated(phases, conceded, calls), ...againstThePlan(begun, conceded, 'concession')],
    undecided: open.map(({ disputeId }) => disputeId),
  };
}

/** Answers nobody wanted: conceded what was to be fought for, or the other way round. */
function againstThePlan(
  begun: Evidence['begun'],
  effects: readonly LedgerEntry[],
  given: 'submission' | 'concession',
): readonly string[] {
  const conceding = new Set(
    begun.filter(({ planned }) => planned.answer === 'concede').map(({ paymentId }) => paymentId),
  );
  return effects.flatMap(({ ids: [id = '', paymentId = ''] }) =>
    conceding.has(paymentId) === (given === 'concession') ? [] : [`${id}: a ${given} nobody asked for`],
  );
}

/** More effects than times to answer; or a call that came when the answer it carries had been given. */
function repeated(
  phases: readonly Phase[],
  effects: readonly LedgerEntry[],
  calls: readonly LedgerEntry[],
): readonly string[] {
  const found = new Set<string>();
  const disputes = new Set(effects.map(({ ids }) => ids[0] ?? ''));
  for (const id of disputes) {
    const chances = phases.filter(({ disputeId }) => disputeId === id).length;
    if (effects.filter(({ ids }) => ids[0] === id).length > Math.max(chances, 1)) found.add(id);
  }
  for (const { seq, ids, detail } of calls) {
    const phase = phases.findLast(({ disputeId, from }) => ids.includes(disputeId) && from < seq);
    const ended = phase?.ended ?? null;
    if (ended !== null && effects.includes(ended) && ended.seq < seq && detail['status'] !== 429)
      found.add(`${phase?.id} sent once more`);
  }
  return [...found];
}

/** What the provider says of each dispute it can be asked about, against what Recourse shows; a merchant that was told nothing yet cannot know. */
function staleCases({ ledger, cases }: Evidence): readonly string[] {
  const shown = new Map<string, string[]>();
  for (const { provider, disputes } of cases)
    if (provider !== 'ccg')
      for (const { id, provider_status: status } of disputes)
        shown.set(id, [...(shown.get(id) ?? []), status]);
  const stale: string[] = [];
  for (const [id, status] of statusesIn(ledger)) if (!shown.get(id)?.includes(status)) stale.push(id);
  return stale;
}

/** The last status of each dispute of a provider that can be read. */
function statusesIn(ledger: readonly LedgerEntry[]): ReadonlyMap<string, string> {
  const statuses = new Map<string, string>();
  for (const { kind, name, provider, ids, detail } of ledger) {
    const [id] = ids;
    if (kind !== 'effect' || provider === 'ccg' || id === undefined) continue;
    if (name === 'dispute_opened') statuses.set(id, textOf(detail['status']));
    else if (name === 'conceded') statuses.set(id, 'resolved');
    else if (statuses.has(id) && typeof detail['to'] === 'string') statuses.set(id, detail['to']);
  }
  return statuses;
}

function callsOf(ledger: readonly LedgerEntry[], routes: readonly string[]): readonly LedgerEntry[] {
  return ledger.filter(({ kind, name }) => kind === 'call' && routes.includes(name));
}

/** After the last call that was to change something, it was tried to read the object, and none of these reads was answered well. */
function couldNotBeRead(ledger: readonly LedgerEntry[], id: string): boolean {
  const paymentId = id.split(':')[1];
  const about = ledger.filter(
    ({ kind, ids }) => kind === 'call' && (ids.includes(id) || ids.includes(paymentId ?? id)),
  );
  const last = about.findLastIndex(({ name }) => CHANGING_CALLS.includes(name));
  const reads = last === -1 ? [] : about.slice(last + 1);
  return (
    reads.length > 0 &&
    reads.every(({ detail }) => Number(detail['status'] ?? 0) >= 400 || detail['status'] === null)
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
