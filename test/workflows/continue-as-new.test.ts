import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/instant.ts';
import { type TemporalServer, startTemporalServer } from '../../src/temporal/server/start.ts';
import { disputeOf } from '../setup/case-views.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { failBefore } from '../setup/faults.ts';
import { closed, countOf, noted, opened, ruled, submitted } from './story.ts';

/** Events after which a run is asked to make room for the next; a case's first minute alone takes more. */
const SHORT_RUN = 20;

let dataDir = '';
let server: TemporalServer;
let desk: Desk;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recourse-test-temporal-'));
  server = await startTemporalServer({
    programs: inject('temporalPrograms'),
    dataDir,
    inMemory: true,
    timeSkipping: true,
    settings: { 'limit.historyCount.suggestContinueAsNew': SHORT_RUN },
  });
  desk = await startDesk({ temporalAddress: server.address });
});
afterAll(async () => {
  await desk.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** The runs a case has taken so far. */
async function runsOf(caseId: string): Promise<number> {
  const query = `WorkflowId = "dispute:${caseId}"`;
  const runs = new Set<string>();
  for await (const { runId } of desk.client.workflow.list({ query })) runs.add(runId);
  return runs.size;
}

describe.concurrent('a case that outgrows its run', () => {
  test(
    'goes through its life in many runs as in one, nothing lost and nothing twice',
    { timeout: 120_000 },
    async () => {
      const story = await opened(desk, 'lost_then_won', { respond_in: '10d' });
      await desk.edit(story.caseId, { notes: 'Written in an early run.' });
      await desk.skip(story.caseId, 9 * DAY + HOUR);
      expect(await submitted(desk, story)).toMatchObject({ decision: { by: { type: 'policy' } } });
      await desk.advance(story.run);
      await ruled(desk, story, 'lost');
      await desk.skip(story.caseId, 5 * DAY);
      await desk.advance(story.run);
      await ruled(desk, story, 'won');
      await desk.skip(story.caseId, 15 * DAY);
      await closed(desk, story.caseId);

      expect(await runsOf(story.caseId)).toBeGreaterThan(5);
      const entries = await desk.timelineOf(story.caseId);
      expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_entry, index) => index + 1));
      const told = entries.filter(({ kind }) =>
        ['reminder', 'decided', 'submitted', 'ruled', 'case_closed'].includes(kind),
      );
      expect(told.map(({ kind }) => kind)).toEqual([
        'reminder',
        'reminder',
        'reminder',
        'decided',
        'submitted',
        'ruled',
        'ruled',
        'case_closed',
      ]);
      expect((await desk.held(story.disputeId))['notes']).toBe('Written in an early run.');
      expect(await desk.spent(story.disputeId)).toBe(1);
    },
  );

  test('takes every webhook of a storm in, each once, and knows a duplicate from an earlier run', async () => {
    const story = await opened(desk, 'dispute_won');
    const data = await desk.held(story.disputeId);
    const sent = await Promise.all(
      Array.from({ length: 40 }, () =>
        desk.control<{ id: string }>('POST', '/webhooks', { type: 'dispute.updated', data }),
      ),
    );
    await noted(desk, story.caseId, 'event_received', 41);
    await Promise.all(sent.slice(0, 10).map(({ id }) => desk.control('POST', `/webhooks/${id}/resend`)));
    await desk.skip(story.caseId, 2 * DAY);
    expect(await runsOf(story.caseId)).toBeGreaterThan(2);
    expect(await countOf(desk, story.caseId, 'event_received')).toBe(41);
  });

  test('answers the same key the same in a later run, and keeps who decided', async () => {
    const story = await opened(desk, 'dispute_won');
    const as = { headers: { 'idempotency-key': 'from-an-early-run' } };
    const first = await desk.decide(story.caseId, { decision: 'challenge' }, as);
    await submitted(desk, story);
    const runs = await runsOf(story.caseId);
    await desk.skip(story.caseId, 10 * DAY);
    expect(await runsOf(story.caseId)).toBeGreaterThan(runs);
    expect(await desk.decide(story.caseId, { decision: 'challenge' }, as)).toMatchObject({
      status: 202,
      body: first.body,
    });
    expect(await desk.challenge(story.caseId)).toMatchObject({
      status: 409,
      body: { detail: expect.stringMatching(/^It was decided already: challenge, by ada/) },
    });
    expect(await desk.spent(story.disputeId)).toBe(1);
  });

  test('takes edits that come one upon another, whichever run they meet', async () => {
    const story = await opened(desk, 'dispute_won');
    for (let count = 1; count <= 25; count += 1) {
      const answer = await desk.edit(story.caseId, { notes: `Note ${count}.` });
      expect(answer, `edit ${count}`).toMatchObject({ status: 200, body: { revision: count + 2 } });
    }
    const state = await desk.until(
      story.caseId,
      'staged',
      (s) => disputeOf(s).stageAt === null && disputeOf(s).draft.revision === 27,
    );
    expect(state.attention).toEqual([]);
    await desk.challenge(story.caseId);
    await submitted(desk, story);
    expect((await desk.held(story.disputeId))['notes']).toBe('Note 25.');
    expect(await runsOf(story.caseId)).toBeGreaterThan(1);
  });

  test('a doubt is settled in whatever run it ends, and nothing is sent twice for it', async () => {
    const story = await opened(desk, 'dispute_won');
    desk.faults.add('disputes.submit_evidence', story.disputeId, failBefore, 3);
    await desk.challenge(story.caseId);
    await noted(desk, story.caseId, 'submission_in_doubt');
    const runs = await runsOf(story.caseId);
    await desk.skip(story.caseId, 10 * MINUTE);
    await submitted(desk, story);
    expect(await runsOf(story.caseId)).toBeGreaterThan(runs);
    expect(await desk.calls('disputes.submit_evidence', story.disputeId)).toHaveLength(4);
    expect(await desk.spent(story.disputeId)).toBe(1);
  });
});
