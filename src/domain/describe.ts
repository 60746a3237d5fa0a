import type { CaseFile } from './case-file.ts';
import type { Actor, Dispute } from './case.ts';
import { silenceMoment } from './deadline.ts';
import { canBeAnswered } from './dispute.ts';
import { visibleDisputes } from './summary.ts';

/** The case as Markdown for the Temporal UI's current details: what it is about, what waits for a person, what happens by itself. No personal data. */
export function describeCase(file: CaseFile): string {
  const { state } = file;
  const attention = state.attention.map(({ reason }) => `- **Needs attention:** ${reason}`);
  const disputes = visibleDisputes(state).map((dispute) => describeDispute(file, dispute));
  const reading =
    state.read.lastError === null ? [] : [`Reading the provider fails: ${state.read.lastError}`];
  return [
    `Payment \`${state.paymentId ?? 'not known yet'}\`, policy \`${state.policyVersion}\``,
    ...attention,
    ...disputes,
    ...reading,
  ].join('\n\n');
}

function describeDispute(file: CaseFile, dispute: Dispute): string {
  const amount =
    dispute.amount === null
      ? 'unknown amount'
      : `${dispute.amount.amount} ${dispute.amount.currency.toUpperCase()}`;
  const lines = [
    `### ${dispute.kind === 'alert' ? 'Alert' : 'Dispute'} \`${dispute.id}\``,
    `${dispute.stage}, **${dispute.status}** (${dispute.providerStatus}), ${amount}, ${dispute.reason ?? 'no reason given'}`,
    `Respond by: ${dispute.respondBy ?? 'no deadline named'}`,
    `Evidence: revision ${dispute.draft.revision}, ${Object.keys(dispute.draft.fields).length} texts, ${dispute.draft.files.length} files`,
    nextLine(file, dispute),
  ];
  return lines.join('  \n');
}

function nextLine(file: CaseFile, dispute: Dispute): string {
  if (dispute.ruling !== null) return `Ruling: **${dispute.ruling.outcome}** at ${dispute.ruling.at}`;
  if (dispute.submission?.step === 'done')
    return `Answered at ${dispute.submission.at} (${dispute.submission.by})`;
  if (dispute.submission?.step === 'doubt')
    return 'An answer was sent; whether it arrived is being found out';
  if (dispute.decision !== null)
    return `Decided: **${dispute.decision.kind}**${byWhom(dispute.decision.by)} at ${dispute.decision.at}`;
  if (!canBeAnswered(dispute)) return 'No answer is possible or needed';
  const proposal =
    dispute.proposal === null
      ? ''
      : `Proposed: **${dispute.proposal.kind}**${byWhom(dispute.proposal.by)}, waits for somebody who may decide. `;
  return `${proposal}Waits for a decision; if nobody decides: \`${file.policy.response.onSilence}\` at ${silenceMoment(dispute, file.policy) ?? 'no moment, as no deadline is named'}`;
}

/** Some people are known by their mail address, which is nothing to show to everybody who may look at workflows. */
function byWhom({ id }: Actor): string {
  return id.includes('@') ? '' : ` by ${id}`;
}
