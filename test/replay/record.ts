/**
 * Plays the stories that have no history yet and keeps theirs: `npm run record-histories`. A change of the workflow's code may
 * need those anew that no release had yet: take them away first. Those in the folder of a release (`npm run keep-histories 1.2.0`) are never taken away nor
 * recorded anew; what the new code does otherwise is told by `patched`.
 */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { DAY } from '../../src/domain/instant.ts';
import { BUILT_IN_POLICY, type Policy } from '../../src/domain/policy.ts';
import { reportTo } from '../../src/start/report.ts';
import { findTemporal } from '../../src/temporal/server/find.ts';
import { startTemporalServer } from '../../src/temporal/server/start.ts';
import { startDesk } from '../setup/desk.ts';
import type { Play } from './play.ts';
import { HISTORIES, keepRuns } from './recording.ts';
import { STAGES } from './stories.ts';

const POLICY: Partial<Policy> = {
  rulings: { quietPeriod: 2 * DAY },
  alerts: {
    ...BUILT_IN_POLICY.alerts,
    autoRefund: [{ provider: 'whop', currency: 'usd', upTo: '20.00', alertTypes: ['dispute', 'fraud'] }],
  },
};

const programs = await findTemporal(join(homedir(), '.cache', 'recourse'), {
  report: reportTo(process.stdout),
});
await mkdir(HISTORIES, { recursive: true });
const kept = (await readdir(HISTORIES, { recursive: true })).map((file) => basename(file));
for (const { eventsInRun, stories } of STAGES) {
  const missing = Object.entries(stories).filter(([name]) => !kept.includes(`${name}.json`));
  const settings = eventsInRun === null ? {} : { 'limit.historyCount.suggestContinueAsNew': eventsInRun };
  if (missing.length > 0) await recordOn(settings, missing);
}

async function recordOn(
  settings: Record<string, number>,
  stories: readonly (readonly [string, Play])[],
): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'recourse-record-'));
  const server = await startTemporalServer({
    programs,
    dataDir,
    inMemory: true,
    timeSkipping: true,
    settings,
  });
  const desk = await startDesk({ temporalAddress: server.address, policy: POLICY });
  try {
    for (const [name, play] of stories) {
      const { main, others } = await play(desk);
      await keepRuns(desk, main, name);
      for (const [what, workflowId] of Object.entries(others))
        await keepRuns(desk, workflowId, `${name}-${what}`);
      console.log(name);
    }
  } finally {
    await desk.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
