import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker } from '@temporalio/worker';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { DAY, MINUTE, SECOND } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY } from '../../src/domain/policy.ts';
import { promoteFirstVersion } from '../../src/temporal/first-version.ts';
import { promoteVersion, workerVersions } from '../../src/temporal/versions.ts';
import type { WorkflowBundle } from '../../src/workflow-bundle.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { changedWorkflows, PATCHED, UNPATCHED } from './changed-workflows.ts';
import { eventually, opened } from '../workflows/story.ts';
import { startLosableTemporal } from './losable-temporal.ts';
import type { Running } from './in-course.ts';
import { begin } from './upgraded-cases.ts';

/** So that a version is told to be drained within seconds, not within minutes. */
const SOON = {
  'matching.wv.VersionDrainageStatusVisibilityGracePeriod': '1s',
  'matching.wv.VersionDrainageStatusRefreshInterval': '1s',
};
const log = pino({ level: 'silent' });

let temporal: Awaited<ReturnType<typeof startLosableTemporal>>;
let desk: Desk;
let changed: { readonly good: WorkflowBundle; readonly bad: WorkflowBundle };
beforeAll(async () => {
  temporal = await startLosableTemporal(inject('temporalPrograms'), SOON);
  desk = await startDesk({
    temporalAddress: temporal.address,
    buildId: 'old',
    policy: {
      rulings: { quietPeriod: 2 * DAY },
      response: { ...BUILT_IN_POLICY.response, onSilence: 'submit' },
    },
  });
  // Nor does the desk keep to any pace: its clock is skipped.
  await desk.settings('wepay', { rate_limit: null });
  await promoteFirstVersion(desk.client, 'old', log, AbortSignal.timeout(MINUTE));
  changed = { good: await changedWorkflows(PATCHED), bad: await changedWorkflows(UNPATCHED) };
});
const stops: (() => Promise<void>)[] = [];
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await desk.close();
  await temporal.close();
});

async function promote(buildId: string): Promise<void> {
  await eventually(async () => {
    const known = await workerVersions(desk.client);
    expect(known?.versions.find((one) => one.buildId === buildId)?.missing).toEqual([]);
    await promoteVersion(desk.client, buildId, known?.conflictToken ?? new Uint8Array());
  });
}

/** Starts workers of another version beside the old ones; they are stopped at the end if not before. */
async function workBeside(buildId: string, workflowBundle: WorkflowBundle): Promise<() => Promise<void>> {
  const stop = await desk.workerOf({ buildId, workflowBundle });
  let stopped: Promise<void> | null = null;
  const stopOnce = () => (stopped ??= stop());
  stops.push(stopOnce);
  return stopOnce;
}

async function versions() {
  return (await workerVersions(desk.client))?.versions ?? [];
}

test('a change that breaks running cases is caught by replaying what they did before', async () => {
  const { caseId } = await opened(desk, 'dispute_won');
  const history = await desk.handleOf(caseId).fetchHistory();
  const replay = (workflowBundle: WorkflowBundle) => Worker.runReplayHistory({ workflowBundle }, history);
  await expect(replay(changed.bad)).rejects.toThrow(DeterminismViolationError);
  await replay(changed.good);
});

test('a hundred cases in every state go on under new code, none twice, none stuck', async () => {
  const cases = await begin(desk);
  expect(cases).toHaveLength(100);

  await workBeside('good', changed.good);
  await promote('good');
  await desk.stopWorker();

  const [first, second] = halves(cases);
  await finish(first);

  const stopBad = await workBeside('bad', changed.bad);
  await promote('bad');
  const stuck = second.filter(({ what }) => what.startsWith('drafted whop')).slice(0, 4);
  await Promise.all(stuck.map(({ touch }) => touch()));
  await expect.poll(() => desk.gateway.troubled(), { timeout: 2 * MINUTE, interval: SECOND }).not.toEqual([]);
  await promote('good');
  await stopBad();
  await finish(second);
  await expect.poll(() => desk.gateway.troubled(), { timeout: 2 * MINUTE, interval: SECOND }).toEqual([]);

  for (const { caseId } of cases) {
    if (caseId === null) continue;
    const entries = await desk.timelineOf(caseId);
    expect(
      entries.some(({ kind }) => kind === 'looked_around'),
      caseId,
    ).toBe(true);
  }
  await expect
    .poll(async () => (await versions()).find(({ buildId }) => buildId === 'old')?.state, { timeout: MINUTE })
    .toBe('drained');
});

/** Ends are brought about a few at a time, so that reads do not time out on a busy machine. */
async function finish(cases: readonly Running[]): Promise<void> {
  const waiting = [...cases];
  const faults: string[] = [];
  await Promise.all(
    Array.from({ length: 6 }, async () => {
      for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
        const { what, finish: end } = one;
        await end().catch((error: unknown) => faults.push(`${what}: ${String(error)}`));
      }
    }),
  );
  expect(faults).toEqual([]);
}

function halves(cases: readonly Running[]): readonly [readonly Running[], readonly Running[]] {
  return [cases.filter((_, index) => index % 2 === 0), cases.filter((_, index) => index % 2 === 1)];
}
