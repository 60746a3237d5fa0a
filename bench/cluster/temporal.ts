import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { readConfig } from '../../src/config.ts';
import { OperatorError } from '../../src/operator-error.ts';
import { buildTemporal, earlierBuild, type BuildOptions } from '../../src/temporal/server/build.ts';
import type { TemporalPrograms } from '../../src/temporal/server/programs.ts';
import { temporalAnswers } from '../../src/temporal/server/start.ts';
import { ROOT, type Compose } from './compose.ts';
import { environmentOf } from './environment.ts';
import type { Layout } from './layout.ts';
import type { ProgramSpec } from './program.ts';

const run = promisify(execFile);

const MODULE = join(ROOT, 'tools', 'temporal');

/** The programs of Temporal: only those built here run on PostgreSQL, which the `temporal` tool's server does not. */
export interface TemporalTools {
  readonly programs: Extract<TemporalPrograms, { kind: 'server' }>;
  /** `temporal-sql-tool`. */
  readonly sqlTool: string;
  /** The schemas for PostgreSQL, of the same version. */
  readonly schemas: string;
}

/**
 * Finds or builds the server, its schema tool and the schemas.
 *
 * @throws OperatorError saying what to install
 */
export async function temporalTools(options: BuildOptions): Promise<TemporalTools> {
  const { cacheDir } = readConfig({ XDG_CACHE_HOME: process.env['XDG_CACHE_HOME'] });
  const go = (...args: string[]) =>
    run('go', args, { cwd: MODULE, maxBuffer: 2 ** 26, signal: options.stop }).catch((error: unknown) => {
      options.stop?.throwIfAborted();
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      const why = missing ? 'There is no Go on this machine' : `go ${args[0]} failed`;
      throw new OperatorError(
        `${why}: install Go 1.26.8 or newer (https://go.dev/dl), which builds the Temporal server for PostgreSQL.`,
        { cause: error },
      );
    });
  const { stdout } = await go('list', '-m', '-f', '{{.Dir}}', 'go.temporal.io/server');
  const programs = (await earlierBuild(cacheDir)) ?? (await buildTemporal(cacheDir, options));
  if (programs.kind !== 'server') throw new OperatorError('The Temporal server could not be built.');
  const sqlTool = join(dirname(programs.server), 'temporal-sql-tool');
  if (!existsSync(sqlTool)) {
    options.report("Building Temporal's schema tool with Go, once.");
    await go(
      'build',
      '-ldflags',
      '-s -w',
      '-o',
      `${sqlTool}.${process.pid}`,
      'go.temporal.io/server/cmd/tools/sql',
    );
    await rename(`${sqlTool}.${process.pid}`, sqlTool);
  }
  return { programs, sqlTool, schemas: join(stdout.trim(), 'schema', 'postgresql', 'v12') };
}

/** Makes Temporal's tables by the script production makes them by, or brings them up to date. */
export async function makeSchema(
  { sqlTool, schemas }: TemporalTools,
  { port, passwordFile }: { readonly port: number; readonly passwordFile: string },
): Promise<void> {
  const scripts = join(ROOT, 'deploy', 'temporal');
  await run('/bin/sh', [join(scripts, 'with-password.sh'), '/bin/sh', join(scripts, 'schema.sh')], {
    env: environmentOf({
      SQL_HOST: '127.0.0.1',
      SQL_PORT: String(port),
      SQL_PLUGIN: 'postgres12',
      SQL_USER: 'temporal',
      SQL_PASSWORD_FILE: passwordFile,
      TEMPORAL_SCHEMAS: schemas,
      TEMPORAL_SQL_TOOL: sqlTool,
    }),
    maxBuffer: 2 ** 26,
  }).catch((error: unknown) => {
    throw new OperatorError("Temporal's tables could not be made in PostgreSQL.", { cause: error });
  });
}

/** Ports the server needs, by the variable that names each. */
export const TEMPORAL_PORTS = [
  'FRONTEND_GRPC_PORT',
  'FRONTEND_HTTP_PORT',
  'FRONTEND_MEMBERSHIP_PORT',
  'HISTORY_GRPC_PORT',
  'HISTORY_MEMBERSHIP_PORT',
  'MATCHING_GRPC_PORT',
  'MATCHING_MEMBERSHIP_PORT',
  'WORKER_GRPC_PORT',
  'WORKER_MEMBERSHIP_PORT',
] as const;

/** More of Temporal's dynamic configuration, by name. */
export type DynamicConfig = Readonly<Record<string, number | boolean | string>>;

/** The server as production configures it, with hosts and ports of ours. */
export async function temporalProgram(
  { programs }: TemporalTools,
  compose: Compose['temporal'],
  place: {
    readonly layout: Layout;
    readonly databasePort: number;
    readonly folder: string;
    readonly logFile: string;
    readonly dynamicConfig: DynamicConfig;
  },
): Promise<ProgramSpec> {
  const { layout } = place;
  const { environment } = compose;
  const address = `127.0.0.1:${layout.port('FRONTEND_GRPC_PORT')}`;
  return {
    name: 'Temporal',
    command: {
      file: '/bin/sh',
      args: [join(ROOT, 'deploy', 'temporal', 'with-password.sh'), programs.server, 'start'],
    },
    environment: {
      ...environment,
      ...Object.fromEntries(TEMPORAL_PORTS.map((name) => [name, String(layout.port(name))])),
      POSTGRES_SEEDS: '127.0.0.1',
      DB_PORT: String(place.databasePort),
      BIND_ON_IP: '127.0.0.1',
      TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
      PROMETHEUS_ENDPOINT: `127.0.0.1:${layout.port('temporal-metrics')}`,
      DYNAMIC_CONFIG_FILE_PATH: await dynamicConfigFile(environment['DYNAMIC_CONFIG_FILE_PATH'] ?? '', place),
    },
    logFile: place.logFile,
    linked: false,
    isReady: () => temporalAnswers(address),
  };
}

/** Production's own file, or a copy with more in it. */
async function dynamicConfigFile(
  production: string,
  { folder, dynamicConfig }: { readonly folder: string; readonly dynamicConfig: DynamicConfig },
): Promise<string> {
  if (Object.keys(dynamicConfig).length === 0) return production;
  const settings: Record<string, unknown> = parse(await readFile(production, 'utf8'));
  for (const [name, value] of Object.entries(dynamicConfig)) settings[name] = [{ value }];
  const file = join(folder, 'dynamic-config.yaml');
  await writeFile(file, stringify(settings));
  return file;
}
