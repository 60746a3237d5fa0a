import type { CaseState } from '../../src/domain/case.ts';
import { DAY } from '../../src/domain/instant.ts';
import { caseIdOfPayment, caseWorkflowId } from '../../src/domain/names.ts';
import { PDF } from '../api/sample-files.ts';
import { Course } from './course.ts';
import { ask, type Life, until } from './life.ts';
import type { Rig } from './rig.ts';

const NOTES = 'The customer was there, twice.';

/** An alert that becomes a dispute, is answered by a person with a text and a file, won, and closed. */
export async function disputeLife(rig: Rig): Promise<Life> {
  const course = new Course('dispute');
  const { payment_id: paymentId } = await rig.atProvider(({ scenario }) => scenario('payment'));
  course.knows(paymentId);
  rig.follow(course);
  const caseId = caseIdOfPayment('whop', paymentId);
  const workflowId = caseWorkflowId(caseId);
  const path = `/api/v1/disputes/${caseId}`;
  const load = () => rig.store.loadCase(caseId);
  const comesTo = (what: string, wanted: (state: CaseState) => boolean) =>
    until(rig, { what, workflowId }, load, wanted);
  let run = '';
  let disputeId = '';
  const isHeld = (what: string, field: string) =>
    until(
      rig,
      { what, workflowId },
      () => rig.atProvider(({ held }) => held(disputeId)),
      (held) => typeof held[field] === 'string',
    );

  const phases = [
    {
      name: 'alert',
      async live() {
        const terms = { payment_id: paymentId };
        run = (await rig.atProvider(({ scenario }) => scenario('alert_becomes_dispute', terms))).id;
        await comesTo('an alert with its payment', ({ paymentEvidence }) => paymentEvidence !== null);
      },
    },
    {
      name: 'dispute',
      async live() {
        disputeId = (await rig.atProvider(({ advance }) => advance(run))).dispute_ids[0] ?? '';
        await isHeld('a dispute whose draft is at the provider', 'customer_name');
      },
    },
    {
      name: 'edit',
      async live() {
        await ask(rig, { method: 'PATCH', path: `${path}/evidence`, body: { fields: { notes: NOTES } } });
        await isHeld("a person's text at the provider", 'notes');
      },
    },
    {
      name: 'file',
      async live() {
        const body = new FormData();
        body.set('slot', 'uncategorized_attachment');
        body.set('file', new File([PDF], `${paymentId}.pdf`, { type: 'application/pdf' }));
        await ask(rig, { method: 'POST', path: `${path}/files`, body }, async () => hasFile(await load()));
        await comesTo('a file in the draft', hasFile);
      },
    },
    {
      name: 'answer',
      async live() {
        const body = { decision: 'challenge', dispute_id: disputeId };
        await ask(rig, { method: 'POST', path: `${path}/decisions`, body, key: 'decided' });
        await comesTo(
          'an answer under review',
          (state) =>
            disputeIn(state)?.submission?.step === 'done' && disputeIn(state)?.status === 'under_review',
        );
      },
    },
    {
      name: 'ruling',
      async live() {
        await rig.atProvider(({ advance }) => advance(run));
        await comesTo('won', (state) => disputeIn(state)?.ruling?.outcome === 'won');
      },
    },
    {
      name: 'end',
      async live() {
        await until(rig, { what: 'closed', workflowId, step: 5 * DAY }, load, ({ open }) => !open);
        rig.forget(course);
      },
    },
  ];

  return {
    course,
    phases,
    async outcome() {
      const state = await load();
      const dispute = disputeIn(state);
      const held = await rig.atProvider((provider) => provider.held(disputeId));
      return {
        open: state?.open,
        status: dispute?.status,
        decision: dispute?.decision?.kind,
        ruling: dispute?.ruling?.outcome,
        answered: dispute?.submission?.step === 'done' && dispute.submission.by,
        attention: state?.attention.map(({ kind }) => kind),
        disputes: state?.disputes.length,
        fields: Object.keys(dispute?.draft.fields ?? {}).toSorted(),
        files: dispute?.draft.files.map(({ slot, sha256 }) => [slot, sha256]),
        notesAtProvider: held['notes'],
        fileAtProvider: held['uncategorized_attachment'] !== null,
        submissions: await rig.atProvider(({ spent }) => spent(disputeId)),
        refunds: (await rig.atProvider(({ effects }) => effects('refunded', paymentId))).length,
      };
    },
  };
}

function disputeIn(state: CaseState | null) {
  return state?.disputes.find(({ kind }) => kind === 'dispute');
}

function hasFile(state: CaseState | null): boolean {
  return disputeIn(state)?.draft.files.length === 1;
}
