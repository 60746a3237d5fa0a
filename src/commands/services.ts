import type { ApiToken } from '../api/auth.ts';
import type { Config } from '../config.ts';
import { createLog } from '../log.ts';
import { OperatorError } from '../operator-error.ts';
import { runServices, type Duties } from '../services.ts';
import type { TemporalTarget } from '../temporal/connection.ts';
import { keptToken } from '../tokens.ts';
import { withKeysSet } from '../start/encryption-keys.ts';
import type { Command, Invocation } from './command.ts';

export const api: Command = {
  summary: 'Serves the API and takes in webhooks.',
  details:
    'Any number may run at once. Needs TEMPORAL_ADDRESS, DATABASE_URL and RECOURSE_ENCRYPTION_KEYS,\nand a worker beside it.',
  run: async (invocation) => {
    const temporal = sharedTemporal(invocation.config, 'api');
    const tokens = await apiTokens(invocation.config);
    return serve(invocation, temporal, { api: { tokens }, worker: false }, 'json');
  },
};

export const worker: Command = {
  summary: 'Works on cases: runs their workflows and calls the providers.',
  details: 'Any number may run at once. Needs TEMPORAL_ADDRESS, DATABASE_URL and RECOURSE_ENCRYPTION_KEYS.',
  run: (invocation) => {
    const temporal = sharedTemporal(invocation.config, 'worker');
    return serve(invocation, temporal, { api: null, worker: true }, 'json');
  },
};

/** What `start` runs as its child: the embedded database lets one process in, so this one does everything. */
export const app: Command = {
  summary: 'Serves the API and works on cases in one process.',
  details: 'Run by start. Needs TEMPORAL_ADDRESS and RECOURSE_ENCRYPTION_KEYS.',
  internal: true,
  run: async (invocation) => {
    const { temporal } = invocation.config;
    if (temporal === null) throw new OperatorError('TEMPORAL_ADDRESS is missing.');
    const tokens = await apiTokens(invocation.config);
    const target = withKeysSet(temporal, invocation.config, 'app');
    return serve(invocation, target, { api: { tokens }, worker: true }, 'short');
  },
};

async function serve(
  { config, stop }: Invocation,
  temporal: TemporalTarget,
  duties: Duties,
  format: 'json' | 'short',
): Promise<number> {
  await runServices(config, temporal, duties, { log: createLog(config.logLevel, format), stop });
  return 0;
}

/** Processes that share cases need a Temporal and a database they can all reach. */
function sharedTemporal(config: Config, command: string): TemporalTarget {
  const { temporal, databaseUrl } = config;
  if (temporal === null) {
    throw new OperatorError(
      `TEMPORAL_ADDRESS is missing: ${command} takes the host:port of a Temporal server; start runs one of its own.`,
    );
  }
  if (databaseUrl === null) {
    throw new OperatorError(
      `DATABASE_URL is missing: ${command} takes a PostgreSQL address, postgres://…; start runs a database of its own.`,
    );
  }
  return withKeysSet(temporal, config, command);
}

async function apiTokens({ apiTokens: tokens, dataDir }: Config): Promise<readonly ApiToken[]> {
  if (tokens !== null) return tokens;
  const { token, file, isNew } = await keptToken(dataDir);
  if (isNew)
    process.stdout.write(`API token, role admin, kept in ${file} and not shown again: ${token.token}\n`);
  return [token];
}
