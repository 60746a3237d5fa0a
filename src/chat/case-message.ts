import { hasLapsed } from '../domain/approvals.ts';
import type { CaseFile } from '../domain/case-file.ts';
import type { CaseState, Decision, Dispute } from '../domain/case.ts';
import { expectedBy } from '../domain/deadline.ts';
import { canBeAnswered, isSpent } from '../domain/dispute.ts';
import type { Instant } from '../domain/instant.ts';
import { outlook } from '../domain/outlook.ts';
import { foregroundDispute, visibleDisputes } from '../domain/summary.ts';
import { type Block, context, type Message, section } from './blocks.ts';
import { buttons } from './buttons.ts';
import { complaint, decisionVerb, escaped, moment, money, stage, title, who } from './words.ts';

/**
 * The one message of a case, as it stands now: what it is about, what happens by itself, who decided what, and what can be pressed. Free of what is known
 * about the customer.
 *
 * @param page - address of the case's page
 */
export function caseMessage(file: CaseFile, now: Instant, page: string): Message {
  const { state, capabilities } = file;
  const mark = { event_type: 'recourse_case', event_payload: { case_id: state.id } } as const;
  const dispute = foregroundDispute(state);
  if (state.movedTo !== null || dispute === null) return { ...goneOn(state), mark };
  const head = title(dispute, capabilities.label);
  const blocks: Block[] = [
    section(`*${head}*\n${[...facts(file, dispute, now), ...attention(state)].join('\n')}`),
    ...others(state, dispute),
    context(reference(state, dispute)),
    { type: 'actions', elements: buttons(file, dispute, now, page) },
  ];
  return { text: `${head}: ${standing(dispute)}`, blocks, mark };
}

function goneOn({ movedTo }: CaseState): Pick<Message, 'text' | 'blocks'> {
  const text =
    movedTo === null
      ? 'Nothing is left of this case.'
      : `The payment became known: this case goes on as ${escaped(movedTo)}.`;
  return { text, blocks: [section(text)] };
}

/** In half a sentence, for notifications. */
function standing(dispute: Dispute): string {
  const { decision, proposal, ruling } = dispute;
  if (ruling !== null) return ruling.outcome;
  if (decision !== null) return `${who(decision.by)} decided to ${decisionVerb(decision.kind)}`;
  if (proposal !== null) return `${who(proposal.by)} proposes to ${decisionVerb(proposal.kind)}`;
  return beyondDeciding(dispute) ?? 'needs a decision';
}

/** What stands in the way of a decision; null while one is possible. */
function beyondDeciding(dispute: Dispute): string | null {
  if (dispute.settledByNetwork) return 'settled by the card network already';
  if (dispute.goneAt !== null) return 'gone at the provider';
  if (dispute.status === 'closed') return 'over';
  if (dispute.kind === 'alert' || canBeAnswered(dispute)) return null;
  if (isSpent(dispute)) return 'answered already';
  return dispute.status === 'under_review' ? 'under review' : 'open to no answer now';
}

function facts(file: CaseFile, dispute: Dispute, now: Instant): readonly string[] {
  const { decision, reason, kind, ruling } = dispute;
  return [
    ...(kind === 'alert' && reason === null ? [] : [complaint(reason)]),
    ...(decision === null ? untilDecided(file, dispute, now) : [decided(decision), ...carriedOut(dispute)]),
    ...(ruling === null ? [] : [`*Ruling: ${ruling.outcome}*, ${moment(ruling.at)}.`]),
  ];
}

function untilDecided(file: CaseFile, dispute: Dispute, now: Instant): readonly string[] {
  const { respondBy, proposal, ruling } = dispute;
  const beyond = ruling === null ? beyondDeciding(dispute) : null;
  const by = canBeAnswered(dispute) ? expectedBy(dispute) : null;
  const deadline = respondBy === null ? 'The usual window, an estimate, ends' : 'Answer by';
  return [
    ...(beyond === null ? [] : [`It is ${beyond}.`]),
    ...(by === null ? [] : [`${deadline} *${moment(by)}*.`]),
    ...onSilence(file, dispute, now),
    ...(proposal === null || hasLapsed(dispute)
      ? []
      : [`*${who(proposal.by)} proposes to ${decisionVerb(proposal.kind)}*, ${moment(proposal.at)}.`]),
  ];
}

function onSilence(file: CaseFile, dispute: Dispute, now: Instant): readonly string[] {
  const next = outlook(file, dispute, now);
  if (next === null) return [];
  const at = next.at === null ? 'as soon as possible' : moment(next.at);
  switch (next.act) {
    case 'submits':
      return [`If nobody decides, the evidence is sent as it is, ${at}.`];
    case 'escalates':
      return [`If nobody decides, nothing is sent: people are asked again, ${at}.`];
    case 'lapses':
      return [`If nobody decides, the deadline passes without an answer, ${at}.`];
    case 'ends':
      return [`If nobody decides, the alert runs out, ${at}.`];
    case 'nothing':
      return ['Nothing happens by itself: it waits for people.'];
  }
}

function decided({ by, kind, at, proposedBy }: Decision): string {
  const proposed = proposedBy ? `, as ${who(proposedBy)} had proposed` : '';
  return `*${who(by)} decided to ${decisionVerb(kind)}*${proposed}, ${moment(at)}.`;
}

/** What came of the decision so far. */
function carriedOut({ decision, submission, refunds }: Dispute): readonly string[] {
  const refund = refunds.at(-1);
  if (decision?.kind === 'refund' && refund !== undefined)
    return [`Refund: ${refund.status.replaceAll('_', ' ')}.`];
  switch (submission?.step) {
    case undefined:
      return [];
    case 'preparing':
      return ['It is on its way to the provider.'];
    case 'doubt':
      return ['It was sent; whether it arrived is being found out.'];
    case 'done':
      return [`The provider has it, ${moment(submission.at)}.`];
  }
}

function attention({ attention: items }: CaseState): readonly string[] {
  return items.map(({ reason }) => `*Needs attention:* ${escaped(reason)}`);
}

/** A case's other disputes, in a line each. */
function others(state: CaseState, shown: Dispute): readonly Block[] {
  const lines = visibleDisputes(state)
    .filter((dispute) => dispute !== shown)
    .map((dispute) => `Also: ${stage(dispute)} of ${money(dispute.amount)}, ${standing(dispute)}.`);
  return lines.length === 0 ? [] : [section(lines.join('\n'))];
}

function reference({ paymentId, merchantId }: CaseState, { id }: Dispute): string {
  const ids = [`Payment ${paymentId ?? 'not known yet'}`, id, ...(merchantId === null ? [] : [merchantId])];
  return escaped(ids.join(' · '));
}
