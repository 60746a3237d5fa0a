import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { SECOND, type Millis } from '../../../src/domain/instant.ts';
import type { Tokens } from '../../cluster/secrets.ts';
import type { Phase } from '../ledger/courses.ts';
import type { Reply, World } from '../world.ts';
import type { Parts } from './bank.ts';
import type { BegunCase } from './load.ts';

/** A decision somebody made and was told was recorded. */
export interface Decided {
  readonly caseId: string;
  /** Of what awaited an answer; an alert's or a notify-only dispute's own id. */
  readonly phase: string;
  readonly decision: 'challenge' | 'concede' | 'refund' | 'submitted_elsewhere';
}

type Tell = (decision: Decided) => void;

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Does what people do about one case: writes, decides, proposes and approves, each again after any doubt. */
export async function people(one: BegunCase, parts: Parts, tell: Tell): Promise<void> {
  const { answer } = one.planned;
  const path = `/api/v1/disputes/${caseIdOf(one.planned, one.paymentId)}`;
  if (answer === 'elsewhere') return decide(one, parts, path, { decision: 'submitted_elsewhere' }, tell);
  if (answer === 'refund') await decide(one, parts, path, { decision: 'refund' }, tell);
  if (answer === 'nobody') return;
  await answerPhases(one, parts, path, tell);
}

/** A dispute that was just opened shows here after the next look at the ledger, which takes longer while the sandbox is down. */
const NEWS_WITHIN: Millis = 10 * SECOND;

/** Answers all that awaits an answer, until the bank is done with the case and nothing more has come for a while. */
async function answerPhases(one: BegunCase, parts: Parts, path: string, tell: Tell): Promise<void> {
  const { world, stop, over } = parts;
  const done = new Set<string>();
  let rounds = 0;
  for (let newsAt = Date.now(); !stop.aborted && !(over.has(one.run) && Date.now() - newsAt > NEWS_WITHIN);) {
    for (const phase of phasesOf(world, one)) {
      if (done.has(phase.id)) continue;
      done.add(phase.id);
      await answerPhase(one, parts, { path, phase, isFirst: done.size === 1 }, tell);
      newsAt = Date.now();
    }
    for (const phase of phasesOf(world, one)) {
      const { isRefused, isUndecided } = await askedAnew(parts, path, phase);
      if (isRefused && one.planned.answer !== 'concede') await write(one, parts, path, phase);
      // What silence had sent and was refused, silence sends once more.
      if (isUndecided && !(isRefused && one.planned.answer === 'silence'))
        await decideOn(one, parts, { path, phase, round: (rounds += 1) }, tell);
    }
    if (!over.has(one.run)) newsAt = Date.now();
    await sleep(SECOND, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function answerPhase(
  one: BegunCase,
  parts: Parts,
  { path, phase, isFirst }: { readonly path: string; readonly phase: Phase; readonly isFirst: boolean },
  tell: Tell,
): Promise<void> {
  const { planned } = one;
  const { provider, answer } = planned;
  await sleep(isFirst ? Math.min(planned.thinks, 2 * SECOND) : SECOND);
  // Without a word WePay takes no answer.
  if (answer !== 'concede' && (provider === 'wepay' || answer !== 'silence'))
    await write(one, parts, path, phase);
  // What comes after its deadline was made is far from its next one: somebody has to.
  if (answer === 'silence' && isFirst) return;
  if (planned.file && isFirst) await attach(parts, path, phase, isOverIn(parts, phase));
  await sleep(planned.thinks);
  await decideOn(one, parts, { path, phase, round: 0 }, tell);
}

async function decideOn(
  { planned, paymentId }: BegunCase,
  parts: Parts,
  { path, phase, round }: { readonly path: string; readonly phase: Phase; readonly round: number },
  tell: Tell,
): Promise<void> {
  const decision = planned.answer === 'concede' ? 'concede' : 'challenge';
  const body = {
    dispute_id: phase.disputeId,
    decision,
    ...(decision === 'concede' && { confirm: 'concede' }),
  };
  const key = `${phase.id.replace('#', '.')}-${round}`;
  const taken = await untilTaken(parts, isOverIn(parts, phase), (tries) =>
    // Where it takes two, each in turn proposes or approves: a proposal lapses when the evidence changes.
    decided(parts.world, path, body, `${key}-${tries}`, tries % 2 === 0 ? 'approver' : 'admin'),
  );
  if (taken) tell({ caseId: caseIdOf(planned, paymentId), phase: phase.id, decision });
}

/** Writes the evidence. */
async function write(
  { planned: { provider } }: BegunCase,
  parts: Parts,
  path: string,
  phase: Phase,
): Promise<void> {
  const fields =
    provider === 'wepay' ? { explanation: 'Delivered and signed for.' } : { notes: 'It was used.' };
  const body = { dispute_id: phase.disputeId, fields };
  await untilTaken(parts, isOverIn(parts, phase), () =>
    parts.world.ask(`${path}/evidence`, { method: 'PATCH', as: 'responder', body }),
  );
}

/** What somebody who looks at the inbox sees of a dispute that asks to be answered once more. */
interface Asking {
  /** The provider has refused what was sent. */
  readonly isRefused: boolean;
  /** What was decided is void: about a warning, once the desk learns that it was a dispute by then; and wherever the provider refused. */
  readonly isUndecided: boolean;
}

async function askedAnew({ world }: Parts, path: string, { id, disputeId }: Phase): Promise<Asking> {
  const shown = SHOWN.safeParse((await world.ask(path)).body).data;
  const dispute = shown?.disputes.find((one) => one.id === disputeId);
  const isOpen = dispute?.answerable === true && dispute.stage !== 'alert' && dispute.decision === null;
  const isRefused =
    isOpen &&
    shown?.attention.some((one) => one.kind === 'provider_refused' && one.dispute_id === disputeId) === true;
  return { isRefused, isUndecided: isOpen && (isRefused || !id.endsWith('#1')) };
}

const SHOWN = z.object({
  attention: z.array(z.object({ kind: z.string(), dispute_id: z.string().nullable() })),
  disputes: z.array(
    z.object({
      id: z.string(),
      stage: z.string(),
      answerable: z.boolean(),
      decision: z.object({}).nullable(),
    }),
  ),
});

function caseIdOf({ provider }: BegunCase['planned'], paymentId: string): string {
  return `${provider}:${paymentId}`;
}

function isOverIn({ world }: Parts, phase: Phase): () => boolean {
  return () => world.phases.find(({ id }) => id === phase.id)?.ended !== null;
}

async function decide(
  one: BegunCase,
  parts: Parts,
  path: string,
  body: { readonly decision: 'refund' | 'submitted_elsewhere' },
  tell: Tell,
): Promise<void> {
  await sleep(one.planned.thinks);
  const ends = Date.now() + 30 * SECOND;
  const taken = await untilTaken(
    parts,
    () => Date.now() > ends,
    () => decided(parts.world, path, body, `decision-${one.planned.number}`, 'approver'),
  );
  if (taken) tell({ caseId: caseIdOf(one.planned, one.paymentId), phase: one.paymentId, ...body });
}

async function attach(parts: Parts, path: string, phase: Phase, isOver: () => boolean): Promise<void> {
  await untilTaken(parts, isOver, () => {
    const body = new FormData();
    body.set('slot', 'uncategorized_attachment');
    body.set('dispute_id', phase.disputeId);
    body.set('file', new File([PNG], 'receipt.png', { type: 'image/png' }));
    return parts.world.ask(`${path}/files`, { method: 'POST', as: 'responder', body });
  });
}

function decided(world: World, path: string, body: object, as: string, who: keyof Tokens): Promise<Reply> {
  return world.ask(`${path}/decisions`, { method: 'POST', as: who, key: as, body });
}

/** Asks until it is taken, or there is nothing more to be asked for. A refusal may be because what it is about is not known here yet. */
async function untilTaken(
  { stop }: Parts,
  isOver: () => boolean,
  ask: (tries: number) => Promise<Reply>,
): Promise<boolean> {
  for (let tries = 0; !stop.aborted && !isOver();) {
    const reply = await ask(tries);
    const isTaken = reply.status >= 200 && reply.status < 300;
    if (isTaken && !isProposed(reply)) return true;
    // What was only proposed takes somebody else; whatever else went wrong is asked for again as it was.
    if (isTaken) tries += 1;
    await sleep(1_500, undefined, { signal: stop }).catch(() => undefined);
  }
  return false;
}

function isProposed({ body }: Reply): boolean {
  return typeof body === 'object' && body !== null && 'outcome' in body && body.outcome === 'proposed';
}

function phasesOf({ phases, ledger }: World, { paymentId }: BegunCase): readonly Phase[] {
  const own = new Set(
    ledger.flatMap(({ name, ids }) =>
      name === 'dispute_opened' && ids.includes(paymentId) ? ids.slice(0, 1) : [],
    ),
  );
  return phases.filter(({ disputeId, ended }) => ended === null && own.has(disputeId));
}
