// Ends what a cluster started once the cluster is gone, however that came: PostgreSQL and Temporal do not see by themselves that whoever started
// them was killed. Run with the data folder, and with `remove` when nobody wants the folder kept.
import { rm } from 'node:fs/promises';
import { RunRecord } from '../../src/start/run-record.ts';

const [folder = '', afterwards] = process.argv.slice(2);

process.once('disconnect', () => {
  void cleanUp().finally(() => process.exit(0));
});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

async function cleanUp(): Promise<void> {
  await new RunRecord(folder).endOrphans();
  if (afterwards === 'remove') await rm(folder, { recursive: true, force: true });
}
