import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { TemporalPorts } from './ports.ts';
import type { TemporalPrograms } from './programs.ts';

/** A program and its arguments, ready to be run. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

export interface EmbeddedTemporal {
  readonly programs: TemporalPrograms;
  readonly ports: TemporalPorts;
  /** Holds the database and the configuration; made if need be. */
  readonly dataDir: string;
  /** Keep everything in memory: gone with the process. */
  readonly inMemory?: boolean;
  /** Let tests move workflows' clocks forward. */
  readonly timeSkipping?: boolean;
  /** Where its web pages have payloads decrypted, in the name of whoever is signed in there; nowhere when absent. */
  readonly codecEndpoint?: string | undefined;
  /** More of Temporal's dynamic configuration. */
  readonly settings?: DynamicConfig | undefined;
}

/** Writes the server's configuration and answers with the command that runs it, on loopback only. */
export async function temporalServerCommand(embedded: EmbeddedTemporal): Promise<Command> {
  await mkdir(embedded.dataDir, { recursive: true });
  const dynamic = { ...dynamicConfig(embedded.timeSkipping ?? false), ...embedded.settings };
  if (embedded.programs.kind === 'cli') {
    return { file: embedded.programs.cli, args: cliArguments(embedded, dynamic) };
  }
  const config = join(embedded.dataDir, 'server.yaml');
  const dynamicFile = join(embedded.dataDir, 'dynamic.yaml');
  await writeFile(
    dynamicFile,
    stringify(Object.fromEntries(Object.entries(dynamic).map(([k, value]) => [k, [{ value }]]))),
  );
  await writeFile(config, stringify(serverConfig(embedded, dynamicFile)));
  return { file: embedded.programs.server, args: ['--config-file', config, '--allow-no-auth', 'start'] };
}

/** Writes the web UI's configuration and answers with its command; null when the server brings its own. */
export async function temporalUiCommand(
  embedded: EmbeddedTemporal,
  namespace: string,
): Promise<Command | null> {
  if (embedded.programs.kind === 'cli') return null;
  const config = join(embedded.dataDir, 'ui');
  await mkdir(config, { recursive: true });
  await writeFile(
    join(config, 'recourse.yaml'),
    stringify({
      temporalGrpcAddress: `127.0.0.1:${embedded.ports.frontend}`,
      host: '127.0.0.1',
      port: embedded.ports.ui,
      enableUi: true,
      defaultNamespace: namespace,
      disableNewsFetch: true,
      notifyOnNewVersion: false,
      ...(embedded.codecEndpoint !== undefined && {
        codec: {
          endpoint: embedded.codecEndpoint,
          includeCredentials: true,
          defaultErrorMessage: SIGN_IN,
          defaultErrorLink: new URL('/', embedded.codecEndpoint).href,
        },
      }),
    }),
  );
  return {
    file: embedded.programs.ui,
    args: ['--root', embedded.dataDir, '--config', 'ui', '--env', 'recourse', 'start'],
  };
}

/** What Temporal's web pages say where they get nothing decrypted. */
const SIGN_IN = 'Sign in at Recourse as an admin for all merchants to have this decrypted.';

type DynamicConfig = Readonly<Record<string, number | boolean | string>>;

function dynamicConfig(timeSkipping: boolean): DynamicConfig {
  return {
    // One machine, one partition: measured about 40 % faster than the default four.
    'matching.numTaskqueueReadPartitions': 1,
    'matching.numTaskqueueWritePartitions': 1,
    // The default of 10 a second is too few for pages that list workflows.
    'frontend.namespaceRPS.visibility': 200,
    // So that a new namespace and its search attributes are there at once.
    'system.namespaceCacheRefreshInterval': '1s',
    'system.forceSearchAttributesCacheRefreshOnRead': true,
    ...(timeSkipping
      ? {
          'frontend.WorkflowTimeSkippingEnabled': true,
          'frontend.WorkflowTimeSkippingMaxSkipPerSession': 10_000,
          // The default makes every skip take a second.
          'history.timerProcessorMaxTimeShift': '5ms',
          // A run that followed another within a second would wait, and the clock run past the wait to wherever it was sent.
          'history.workflowIdReuseMinimalInterval': '0s',
        }
      : {}),
  };
}

/** `synchronous: FULL` costs 7 % and survives a power cut; NORMAL loses the last moments. */
const DURABLE = { mode: 'rwc', setup: 'true', journal_mode: 'WAL', synchronous: 'FULL' };
const IN_MEMORY = { mode: 'memory', cache: 'private', setup: 'true' };

function serverConfig(
  { ports, dataDir, inMemory }: EmbeddedTemporal,
  dynamicFile: string,
): Record<string, unknown> {
  const sql = {
    pluginName: 'sqlite',
    databaseName: inMemory ? 'default' : join(dataDir, 'temporal.sqlite'),
    connectAddr: 'localhost',
    connectProtocol: 'tcp',
    connectAttributes: inMemory ? IN_MEMORY : DURABLE,
    // SQLite has one writer, and a private in-memory database lives in its one connection.
    maxConns: 1,
    maxIdleConns: 1,
    maxConnLifetime: '1h',
  };
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      defaultStore: 'default',
      visibilityStore: 'visibility',
      numHistoryShards: 4,
      datastores: { default: { sql }, visibility: { sql } },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: services(ports),
    clusterMetadata: {
      enableGlobalNamespace: false,
      failoverVersionIncrement: 10,
      masterClusterName: 'active',
      currentClusterName: 'active',
      clusterInformation: {
        active: {
          enabled: true,
          initialFailoverVersion: 1,
          rpcName: 'frontend',
          rpcAddress: `127.0.0.1:${ports.frontend}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    dynamicConfigClient: { filepath: dynamicFile, pollInterval: '60s' },
  };
}

function services({ frontend, http, internal }: TemporalPorts): Record<string, unknown> {
  return {
    frontend: { rpc: { ...rpc(frontend, internal[0]), httpPort: http } },
    history: { rpc: rpc(internal[1], internal[2]) },
    matching: { rpc: rpc(internal[3], internal[4]) },
    worker: { rpc: rpc(internal[5], internal[6]) },
  };
}

function rpc(grpcPort = 0, membershipPort = 0): Record<string, unknown> {
  return { grpcPort, membershipPort, bindOnLocalHost: true };
}

function cliArguments(
  { ports, dataDir, inMemory, codecEndpoint }: EmbeddedTemporal,
  dynamic: DynamicConfig,
): string[] {
  const flags = {
    ip: '127.0.0.1',
    'log-level': 'warn',
    port: ports.frontend,
    'http-port': ports.http,
    'ui-port': ports.ui,
    ...(codecEndpoint === undefined ? {} : { 'ui-codec-endpoint': codecEndpoint }),
    ...(inMemory ? {} : { 'db-filename': join(dataDir, 'temporal.sqlite') }),
  };
  const pragmas = inMemory ? [] : ['journal_mode=WAL', 'synchronous=FULL'];
  return [
    'server',
    'start-dev',
    ...Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, String(value)]),
    ...pragmas.flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...Object.entries(dynamic).flatMap(([key, value]) => [
      '--dynamic-config-value',
      `${key}=${JSON.stringify(value)}`,
    ]),
  ];
}
