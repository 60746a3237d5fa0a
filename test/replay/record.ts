/**
 * Plays the stories that have no history yet and keeps theirs: `npm run record-histories`. Before the first release a change of the workflow's code
 * may need them all anew: empty the folder first. After it no history is ever taken away; what the new code does otherwise is told by `patched`.
 */
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DAY } from '../../src/domain/instant.ts';
import { reportTo } from '../../src/start/report.ts';
import { findTemporal } from '../../src/temporal/server/find.ts';
import { startTemporalServer } from '../../src/temporal/server/start.ts';
import { startDesk } from '../setup/desk.ts';
import { HISTORIES, keepRuns } from './recording.ts';
import { type Play, STORIES, STORIES_IN_MANY_RUNS } from './stories.ts';

const programs = await findTemporal(join(homedir(), '.cache', 'recourse'), {
  report: reportTo(process.stdout),
});
await mkdir(HISTORIES, { recursive: true });
const kept = await readdir(HISTORIES);
await recordOn({}, Object.entries(STORIES));
await recordOn({ 'limit.historyCount.suggestContinueAsNew': 60 }, Object.entries(STORIES_IN_MANY_RUNS));

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
  const desk = await startDesk({
    temporalAddress: server.address,
    policy: { rulings: { quietPeriod: 2 * DAY } },
  });
  try {
    for (const [name, play] of stories.filter(([story]) => !kept.includes(`${story}.json`))) {
      const cases = await play(desk);
      for (const [index, caseId] of cases.entries())
        await keepRuns(desk, caseId, index === 0 ? name : `${name}-there`);
      console.log(name);
    }
  } finally {
    await desk.close();
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
