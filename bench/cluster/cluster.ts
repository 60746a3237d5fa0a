import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { fork } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../src/config.ts';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import { OperatorError } from '../../src/operator-error.ts';
import { RunRecord } from '../../src/start/run-record.ts';
import { sandboxAccount, sandboxEnvironment } from '../../src/start/sandbox-account.ts';
import { takeDataFolder } from '../../src/start/data-folder.ts';
import { lazyConnection } from '../../src/temporal/connection.ts';
import { prepareNamespace, searchAttributesKnown } from '../../src/temporal/namespace.ts';
import type { Report } from '../../src/temporal/server/build.ts';
import { readCompose } from './compose.ts';
import { keptLayout, type Layout } from './layout.ts';
import { type Link, startLink } from './link.ts';
import { findPostgres, initPostgres, makeDatabases, postgresProgram, recourseDatabase } from './postgres.ts';
import { Program, type ProgramSpec } from './program.ts';
import { answers, apiProgram, sandboxProgram, withSettings, workerProgram } from './recourse.ts';
import { keptSecrets, type Tokens, writeSecret } from './secrets.ts';
import {
  type DynamicConfig,
  makeSchema,
  TEMPORAL_PORTS,
  temporalProgram,
  temporalTools,
} from './temporal.ts';

/** What a cluster consists of. */
export const KINDS = ['postgres', 'temporal', 'sandbox', 'api', 'worker'] as const;
export type Kind = (typeof KINDS)[number];

/** Between whom a network can be cut. */
const CALLERS = ['api', 'worker'] as const;
const CALLED = ['temporal', 'postgres', 'sandbox'] as const;
export type LinkName = `${(typeof CALLERS)[number]}-${(typeof CALLED)[number]}`;
export const LINKS: readonly LinkName[] = CALLERS.flatMap((from) =>
  CALLED.map((to) => `${from}-${to}` as const),
);

export interface ClusterOptions {
  /** Keeps everything, for another start; a temporary folder, removed in the end, when absent. */
  readonly folder?: string | undefined;
  /** PostgreSQL's data when it is to be elsewhere than in the folder. */
  readonly postgresData?: string | undefined;
  readonly apis?: number | undefined;
  readonly workers?: number | undefined;
  /** A policy file's content; the built-in policy when absent. */
  readonly policy?: string | undefined;
  /** More settings for `api` and `worker`, in place of production's. */
  readonly settings?: Environment | undefined;
  /** More of Temporal's dynamic configuration. */
  readonly dynamicConfig?: DynamicConfig | undefined;
  /** Lead what `api` and `worker` call through {@link Link}s that can be cut. */
  readonly links?: boolean | undefined;
  /** More arguments of `recourse sandbox`. */
  readonly sandboxArguments?: readonly string[] | undefined;
  readonly report?: Report | undefined;
  readonly stop?: AbortSignal | undefined;
}

/** A cluster that runs: the topology and configuration of docker-compose.yml, as processes on loopback. */
export interface Cluster {
  /** Holds the logs of all processes in `logs`, and everything that is kept. */
  readonly folder: string;
  /** Shares its connections out among all APIs: what people and providers use. */
  readonly url: string;
  readonly apis: readonly { readonly url: string }[];
  /** How many there are. */
  readonly workers: number;
  readonly temporal: { readonly address: string; readonly namespace: string };
  /** Recourse's own database, past every link. */
  readonly databaseUrl: string;
  readonly sandbox: { readonly url: string; readonly controlUrl: string };
  readonly tokens: Tokens;
  readonly encryptionKeys: string;
  /** By name; empty unless they were asked for. */
  readonly links: ReadonlyMap<LinkName, Link>;
  isRunning(kind: Kind, index?: number): boolean;
  pid(kind: Kind, index?: number): number | null;
  /** Ends one process as `kill -9` does, and waits until it is gone. */
  kill(kind: Kind, index?: number): Promise<void>;
  /** Starts one that was ended, at the same address, and waits until it works. @param more - environment for this start alone */
  restart(kind: Kind, index?: number, more?: Environment): Promise<void>;
  /** Waits until one works that ended by itself, and is being started again. */
  untilUp(kind: Kind, index?: number): Promise<void>;
  /** Asks one process to end in good order. */
  stop(kind: Kind, index?: number): Promise<void>;
  /** Ends everything within seconds; a temporary folder is removed unless it is to be kept. */
  close(options?: { readonly keep?: boolean }): Promise<void>;
}

export const NAMESPACE = 'recourse';
const GRACE: Millis = 5 * SECOND;
const GUARDIAN = fileURLToPath(new URL('guardian.ts', import.meta.url));

/**
 * Starts a cluster, and resolves once all of it works.
 *
 * @throws OperatorError saying what to install, or whose log says why it does not come up
 *
 * @example
 * const cluster = await startCluster({ workers: 2 });
 * await cluster.kill('worker', 1);
 * await cluster.restart('worker', 1);
 * await cluster.close();
 */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const { report = () => undefined, stop } = options;
  const binaries = await findPostgres();
  const tools = await temporalTools({ report, stop });
  const isTemporary = options.folder === undefined;
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'recourse-cluster-')));
  const lock = await takeDataFolder(folder);
  // PostgreSQL's user passes through on the way to its own.
  await chmod(folder, 0o711);
  const record = new RunRecord(folder);
  await record.endOrphans();
  const guardian = fork(GUARDIAN, [folder, ...(isTemporary ? ['remove'] : [])], {
    detached: true,
    stdio: 'ignore',
  });
  const started: Program[] = [];
  const links = new Map<LinkName, Link>();
  const open: Link[] = [];

  async function close({ keep = false }: { readonly keep?: boolean } = {}): Promise<void> {
    for (const kind of ['Recourse', 'Temporal', 'PostgreSQL'])
      await Promise.all(
        started
          .filter(({ spec: { name, linked } }) => (linked ? 'Recourse' : name) === kind)
          .map((program) => program.stop(GRACE)),
      );
    await Promise.all(open.map((link) => link.close()));
    guardian.kill('SIGKILL');
    await record.clear();
    lock.release();
    if (isTemporary && !keep) await rm(folder, { recursive: true, force: true });
  }

  try {
    const plan = await planOf(options, folder);
    const { layout, secrets, secretFolder, compose, log } = plan;
    const bring = async (spec: ProgramSpec): Promise<Program> => {
      const program = new Program(spec, record);
      started.push(program);
      report(`Starting ${spec.name}.`);
      await program.start();
      stop?.throwIfAborted();
      return program;
    };
    const place = {
      binaries,
      data: options.postgresData ?? join(folder, 'postgres'),
      port: layout.port('postgres'),
      passwords: secrets.passwords,
    };
    await initPostgres(place);
    const postgres = await bring(await postgresProgram(place, compose.postgres, log('postgres')));
    await makeDatabases(place);
    const passwordFile = join(secretFolder, 'temporal_database_password');
    await makeSchema(tools, { port: place.port, passwordFile });
    const { dynamicConfig = {} } = options;
    const temporal = await bring(
      await temporalProgram(tools, compose.temporal, {
        layout,
        folder,
        logFile: log('temporal'),
        dynamicConfig,
      }),
    );
    if (await prepareTemporal(`127.0.0.1:${layout.port('FRONTEND_GRPC_PORT')}`)) {
      // It would know of the new search attributes only after a minute.
      await temporal.stop(GRACE);
      await temporal.start();
    }
    const apiPorts = plan.apis.map((name) => layout.port(name));
    open.push(await startLink(layout.port('balancer'), apiPorts));
    if (options.links === true) {
      for (const name of LINKS) {
        const link = await startLink(layout.port(name), [plan.portBehind(name)]);
        links.set(name, link);
        open.push(link);
      }
    }
    const sandbox = await bring(plan.sandbox);
    const [apis, workers] = await Promise.all([
      Promise.all((await plan.apiSpecs()).map(bring)),
      Promise.all((await plan.workerSpecs()).map(bring)),
    ]);
    const url = `http://127.0.0.1:${layout.port('balancer')}`;
    await untilReady(url, stop);
    const programs: Record<Kind, readonly Program[]> = {
      postgres: [postgres],
      temporal: [temporal],
      sandbox: [sandbox],
      api: apis,
      worker: workers,
    };
    const one = (kind: Kind, index = 0): Program => {
      const program = programs[kind][index];
      if (program === undefined) throw new RangeError(`There is no ${kind} ${index}.`);
      return program;
    };
    const sandboxUrl = `http://127.0.0.1:${layout.port('sandbox')}`;
    return {
      folder,
      url,
      apis: apiPorts.map((port) => ({ url: `http://127.0.0.1:${port}` })),
      workers: workers.length,
      temporal: { address: `127.0.0.1:${layout.port('FRONTEND_GRPC_PORT')}`, namespace: NAMESPACE },
      databaseUrl: recourseDatabase(place.port, secrets.passwords),
      sandbox: { url: sandboxUrl, controlUrl: `${sandboxUrl}/control` },
      tokens: secrets.tokens,
      encryptionKeys: secrets.encryptionKeys,
      links,
      isRunning: (kind, index) => one(kind, index).isRunning,
      pid: (kind, index) => one(kind, index).pid,
      kill: (kind, index) => one(kind, index).kill(),
      restart: (kind, index, more) => one(kind, index).start(more),
      untilUp: (kind, index) => one(kind, index).ready(),
      stop: (kind, index) => one(kind, index).stop(GRACE),
      close,
    };
  } catch (error) {
    await close({ keep: !(stop?.aborted ?? false) });
    throw error;
  }
}

/** What is to run, and where. */
async function planOf(options: ClusterOptions, folder: string) {
  const logs = join(folder, 'logs');
  await mkdir(logs, { recursive: true });
  const secretFolder = join(folder, 'secrets');
  const secrets = await keptSecrets(secretFolder);
  const apis = numbered('api', options.apis ?? 2);
  const workers = numbered('worker', options.workers ?? 2);
  const fixed = ['postgres', ...TEMPORAL_PORTS, 'temporal-metrics', 'sandbox', 'balancer', ...LINKS];
  const layout = await keptLayout(folder, [...fixed, ...apis, ...workers]);
  const compose = await readCompose(secretFolder);
  const accounts = await sandboxAccount(folder);
  const log = (name: string): string => join(logs, `${name}.log`);
  const policy = options.policy === undefined ? {} : { RECOURSE_POLICY: join(folder, 'policy.yaml') };
  if (options.policy !== undefined) await writeFile(join(folder, 'policy.yaml'), options.policy);

  const portBehind = (link: LinkName): number => portOf(layout, link.split('-')[1] ?? '');
  const reach = (caller: (typeof CALLERS)[number], called: (typeof CALLED)[number]): number =>
    options.links === true ? layout.port(`${caller}-${called}`) : portOf(layout, called);

  /** Production's settings, led to where things are here. */
  async function settingsOf(kind: (typeof CALLERS)[number], own: Environment): Promise<Environment> {
    const database = recourseDatabase(reach(kind, 'postgres'), secrets.passwords);
    const settings = {
      ...sandboxEnvironment(accounts, reach(kind, 'sandbox')),
      TEMPORAL_ADDRESS: `127.0.0.1:${reach(kind, 'temporal')}`,
      TEMPORAL_NAMESPACE: NAMESPACE,
      HOST: '127.0.0.1',
      RECOURSE_DATA_DIR: folder,
      ...policy,
      ...options.settings,
      ...own,
    };
    return {
      ...(await withSettings(compose[kind].environment, settings, secretFolder)),
      DATABASE_URL_FILE: await writeSecret(secretFolder, `database_url_${kind}`, database),
    };
  }

  return {
    apis,
    layout,
    secrets,
    secretFolder,
    compose,
    log,
    portBehind,
    sandbox: sandboxProgram(
      {
        name: 'the sandbox',
        args: ['sandbox', '--port', String(layout.port('sandbox')), ...(options.sandboxArguments ?? [])],
        environment: { RECOURSE_DATA_DIR: folder, HOST: '127.0.0.1', PORT: String(layout.port('balancer')) },
        logFile: log('sandbox'),
      },
      layout.port('sandbox'),
    ),
    apiSpecs: () =>
      Promise.all(
        apis.map(async (name) => {
          const environment = await settingsOf('api', { PORT: String(layout.port(name)) });
          return apiProgram({ name, args: ['api'], environment, logFile: log(name) }, layout.port(name));
        }),
      ),
    workerSpecs: () =>
      Promise.all(
        workers.map(async (name) => {
          const environment = await settingsOf('worker', {
            RECOURSE_METRICS_PORT: String(layout.port(name)),
          });
          return workerProgram({ name, args: ['worker'], environment, logFile: log(name) });
        }),
      ),
  };
}

function portOf(layout: Layout, called: string): number {
  return layout.port(called === 'temporal' ? 'FRONTEND_GRPC_PORT' : called);
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}

/** Makes the namespace and its search attributes. Answers whether the server still has to learn of them. */
async function prepareTemporal(address: string): Promise<boolean> {
  const connection = lazyConnection(address);
  try {
    await prepareNamespace(connection, NAMESPACE);
    return !(await searchAttributesKnown(connection, NAMESPACE));
  } finally {
    await connection.close();
  }
}

async function untilReady(url: string, stop: AbortSignal | undefined): Promise<void> {
  for (const deadline = Date.now() + MINUTE; Date.now() < deadline; await sleep(200)) {
    stop?.throwIfAborted();
    if (await answers(`${url}/readyz`)) return;
  }
  throw new OperatorError(`${url}/readyz says that something is missing.`);
}
