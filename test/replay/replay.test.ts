import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareTemporalSdk } from '../../src/worker.ts';
import { type WorkflowBundle, workflowBundle } from '../../src/workflow-bundle.ts';
import { HISTORIES, readHistory } from './recording.ts';
import { STAGES } from './stories.ts';

const log = pino({ level: 'silent' });
/** Those recorded since the last release, and those of every release in its folder. */
const files = (await readdir(HISTORIES, { recursive: true })).filter((name) => name.endsWith('.json'));

let bundle: WorkflowBundle;
beforeAll(async () => {
  prepareTemporalSdk(log);
  bundle = await workflowBundle(join(homedir(), '.cache', 'recourse'), log);
});

const replay = async (history: unknown) => await Worker.runReplayHistory({ workflowBundle: bundle }, history);

/** 847 running cases broke elsewhere when new code met their histories: what is recorded here ran once, and must go on under today's code. */
describe('histories of cases that ran before', () => {
  test.for(files)('%s goes on under the present code', async (file) => {
    await replay(await readHistory(file));
  });

  test('there is one of every story', () => {
    const names = STAGES.flatMap(({ stories }) => Object.keys(stories));
    const kept = files.map((file) => basename(file));
    const missing = names.filter((name) => !kept.includes(`${name}.json`));
    expect(missing).toEqual([]);
  });

  test('code that does something else than was recorded is found out', async () => {
    const file = files.find((name) => basename(name) === 'answered-by-a-person-and-won.json');
    const history = await readHistory(file ?? '');
    const submission = history.events.find(
      ({ activityTaskScheduledEventAttributes: scheduled }) =>
        scheduled?.activityType?.name === 'submitEvidence',
    );
    const type = submission?.activityTaskScheduledEventAttributes?.activityType;
    if (type === undefined || type === null) throw new Error('the history has no submission');
    type.name = 'refundPayment';
    await expect(replay(history)).rejects.toThrow(DeterminismViolationError);
  });
});
