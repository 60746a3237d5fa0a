import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { reportTo } from '../../src/start/report.ts';
import { findTemporal } from '../../src/temporal/server/find.ts';
import type { TemporalPrograms } from '../../src/temporal/server/programs.ts';
import { startTemporalServer } from '../../src/temporal/server/start.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `host:port` of the one Temporal server all test files share, its clocks skippable. Use a namespace of your own on it. */
    temporalAddress: string;
    /** For tests that start servers of their own. */
    temporalPrograms: TemporalPrograms;
  }
}

/** Starts one throw-away Temporal server for the whole test run. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const programs = await findTemporal(join(homedir(), '.cache', 'recourse'), {
    report: reportTo(process.stdout),
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'recourse-test-temporal-'));
  const server = await startTemporalServer({ programs, dataDir, inMemory: true, timeSkipping: true });
  project.provide('temporalAddress', server.address);
  project.provide('temporalPrograms', programs);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
