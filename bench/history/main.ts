/** Plays a whole dispute and a refund, and prints what their histories cost: `node bench/history/main.ts [--json FILE]`. */
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { reportTo } from '../../src/start/report.ts';
import { findTemporal } from '../../src/temporal/server/find.ts';
import { startTemporalServer } from '../../src/temporal/server/start.ts';
import { startDesk } from '../../test/setup/desk.ts';
import { machine, tableOf, writeRows } from '../table.ts';
import { historyCost } from './history.ts';

const { values } = parseArgs({ options: { json: { type: 'string' } } });
const programs = await findTemporal(join(homedir(), '.cache', 'recourse'), {
  report: reportTo(process.stderr),
});
const dataDir = await mkdtemp(join(tmpdir(), 'recourse-bench-history-'));
const server = await startTemporalServer({ programs, dataDir, inMemory: true, timeSkipping: true });
const desk = await startDesk({ temporalAddress: server.address });
try {
  const rows = await historyCost(desk);
  console.log(`${machine()}\n\n${tableOf(rows)}`);
  if (values.json !== undefined) await writeRows(values.json, rows);
} finally {
  await desk.close();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
