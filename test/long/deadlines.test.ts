import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Instant, instant, millis, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { caseIdOfPayment } from '../../src/domain/names.ts';
import { findPostgres } from '../setup/postgres.ts';
import { Course, type Moment } from './course.ts';
import { ask } from './life.ts';
import { type Rig, startRig } from './rig.ts';

const binaries = await findPostgres();

/** How long the deadline is away: time enough to get everything where it should be, and to be without a worker for a while. */
const AWAY = 2.5 * MINUTE;
const PATIENT = { timeout: MINUTE, interval: 100 };

interface Opened {
  readonly what: string;
  readonly course: Course;
  readonly caseId: string;
  readonly disputeId: string;
}

// API and worker apart need a PostgreSQL between them; where there is none findPostgres says so, and this shows as skipped.
describe.skipIf(binaries === null)('with the worker down until a minute before the deadline', () => {
  let rig: Rig;
  beforeAll(async () => {
    rig = await startRig(binaries ?? '', inject('temporalPrograms'), 'response: { on_silence: submit }');
  });
  afterAll(() => rig.close());

  test('every dispute is answered in time, and once', async () => {
    const respondBy = instant(Date.now() + AWAY);
    const undecided = await open('nobody had decided', respondBy);
    const decided = await open('it was decided, and nothing staged', respondBy);
    const sent = await open('the answer was sent, and its answer lost', respondBy);
    await Promise.all([undecided, decided, sent].map(drafted));
    await Promise.all([
      challengedUpTo(decided, 'POST /disputes/:id/update_evidence', 'before'),
      challengedUpTo(sent, 'POST /disputes/:id/submit_evidence', 'after'),
    ]);
    await rig.kill('worker');
    for (const { course } of [decided, sent]) course.release('cut');
    expect(Date.now(), 'the worker died well before it is started again').toBeLessThan(
      millis(respondBy) - 80 * SECOND,
    );
    const unseen = await open('it came while there was no worker', respondBy);
    await sleep(millis(respondBy) - MINUTE - Date.now());
    await rig.restart('worker');

    const all = [undecided, decided, sent, unseen];
    for (const { what, disputeId } of all) {
      await expect.poll(() => submissions(disputeId), PATIENT).toHaveLength(1);
      const [at = ''] = await submissions(disputeId);
      const left = Math.round((millis(respondBy) - millis(at)) / SECOND);
      process.stdout.write(`${what}: answered ${left} s before the deadline\n`);
      expect(left, what).toBeGreaterThan(0);
    }
    await sleep(millis(respondBy) + 5 * SECOND - Date.now());
    for (const { what, caseId, disputeId } of all) {
      expect(await submissions(disputeId), what).toHaveLength(1);
      const state = await rig.store.loadCase(caseId);
      expect(state?.attention, what).toEqual([]);
      expect(state?.disputes, what).toMatchObject([{ submission: { step: 'done', by: 'us' } }]);
    }
  });

  async function open(what: string, respondBy: Instant): Promise<Opened> {
    const course = new Course(what);
    const terms = { respond_in: undefined, respond_by: respondBy };
    const started = await rig.atProvider(({ scenario }) => scenario('dispute_won', terms));
    const [disputeId = ''] = started.dispute_ids;
    for (const id of [started.payment_id, disputeId]) course.knows(id);
    rig.follow(course);
    return { what, course, caseId: caseIdOfPayment('whop', started.payment_id), disputeId };
  }

  async function drafted({ disputeId, course }: Opened): Promise<void> {
    const atProvider = async () => (await rig.atProvider(({ held }) => held(disputeId)))['customer_name'];
    await expect.poll(atProvider, PATIENT).toEqual(expect.any(String));
    await course.quiet(SECOND / 2);
  }

  /** Decides, and returns once the next call of that name is held. */
  async function challengedUpTo({ course, caseId }: Opened, call: string, moment: Moment): Promise<void> {
    const nth = course.steps.filter((step) => step.call === call).length + 1;
    course.holdAt({ life: course.life, phase: '', from: 'worker', to: 'sandbox', call, nth }, moment);
    const path = `/api/v1/disputes/${caseId}/decisions`;
    await ask(rig, { method: 'POST', path, body: { decision: 'challenge' }, key: 'decided' });
    await expect.poll(() => course.isHeld, PATIENT).toBe(true);
  }

  /** When the dispute's submission was spent, each time. */
  async function submissions(disputeId: string): Promise<readonly Instant[]> {
    const effects = await rig.atProvider((provider) => provider.effects('submission_spent', disputeId));
    return effects.map(({ at }) => at);
  }
});
