import { fork } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../src/config.ts';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import { OperatorError } from '../../src/operator-error.ts';
import { takeDataFolder } from '../../src/start/data-folder.ts';
import { RunRecord } from '../../src/start/run-record.ts';
import { lazyConnection } from '../../src/temporal/connection.ts';
import { prepareNamespace, searchAttributesKnown } from '../../src/temporal/namespace.ts';
import { type Blueprint, type ClusterOptions, drawUp, type LinkName, LINKS, NAMESPACE } from './blueprint.ts';
import { type Link, startLink } from './link.ts';
import { findPostgres, initPostgres, makeDatabases, postgresProgram, recourseDatabase } from './postgres.ts';
import { Program, type ProgramSpec } from './program.ts';
import { answers } from './recourse.ts';
import type { Tokens } from './secrets.ts';
import { makeSchema, temporalProgram, temporalTools } from './temporal.ts';

export type { ClusterOptions } from './blueprint.ts';

/** What a cluster consists of. */
export const KINDS = ['postgres', 'temporal', 'sandbox', 'api', 'worker'] as const;
export type Kind = (typeof KINDS)[number];

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
  const { stop, report = () => undefined } = options;
  const binaries = await findPostgres();
  const tools = await temporalTools({ report, stop });
  const home = await takeHome(options.folder);
  const { folder } = home;
  const links = new Map<LinkName, Link>();
  const doors: Link[] = [];
  const close: Cluster['close'] = async ({ keep = false } = {}) => {
    await home.end();
    await Promise.all([...doors, ...links.values()].map((link) => link.close()));
    await home.leave(keep);
  };
  const bring = async (spec: ProgramSpec): Promise<Program> => {
    stop?.throwIfAborted();
    report(`Starting ${spec.name}.`);
    const program = home.programOf(spec);
    await program.start();
    return program;
  };

  try {
    const blueprint = await drawUp(options, folder);
    const { layout, secrets } = blueprint;
    if (options.links === true)
      for (const name of LINKS)
        links.set(name, await startLink(layout.port(name), [blueprint.portBehind(name)]));
    const postgres = await bringPostgres(blueprint, bring, {
      binaries,
      data: options.postgresData ?? join(folder, 'postgres'),
      port: layout.port('postgres'),
      passwords: secrets.passwords,
    });
    await makeSchema(tools, {
      port: layout.port('postgres'),
      passwordFile: join(blueprint.secretFolder, 'temporal_database_password'),
    });
    const { dynamicConfig = {} } = options;
    const databasePort = blueprint.reach('temporal-postgres');
    const place = { layout, databasePort, folder, logFile: blueprint.log('temporal'), dynamicConfig };
    const temporal = await bring(await temporalProgram(tools, blueprint.compose.temporal, place));
    await prepareTemporal(`127.0.0.1:${layout.port('FRONTEND_GRPC_PORT')}`, temporal);
    const apiPorts = blueprint.apis.map((name) => layout.port(name));
    doors.push(await startLink(layout.port('balancer'), apiPorts));
    const sandbox = await bring(blueprint.sandbox);
    const [apis, workers] = await Promise.all([
      Promise.all(blueprint.apiSpecs.map(bring)),
      Promise.all(blueprint.workerSpecs.map(bring)),
    ]);
    const url = `http://127.0.0.1:${layout.port('balancer')}`;
    await untilReady(url, stop);
    const sandboxUrl = `http://127.0.0.1:${layout.port('sandbox')}`;
    return {
      folder,
      url,
      apis: apiPorts.map((port) => ({ url: `http://127.0.0.1:${port}` })),
      workers: workers.length,
      temporal: { address: `127.0.0.1:${layout.port('FRONTEND_GRPC_PORT')}`, namespace: NAMESPACE },
      databaseUrl: recourseDatabase(layout.port('postgres'), secrets.passwords),
      sandbox: { url: sandboxUrl, controlUrl: `${sandboxUrl}/control` },
      tokens: secrets.tokens,
      encryptionKeys: secrets.encryptionKeys,
      links,
      ...controls({
        postgres: [postgres],
        temporal: [temporal],
        sandbox: [sandbox],
        api: apis,
        worker: workers,
      }),
      close,
    };
  } catch (error) {
    await close({ keep: stop?.aborted !== true });
    throw error;
  }
}

/** A data folder nobody else has, the record of what runs on it, and who ends that should we be killed. */
async function takeHome(wanted: string | undefined) {
  const isTemporary = wanted === undefined;
  const folder = wanted ?? (await mkdtemp(join(tmpdir(), 'recourse-cluster-')));
  const lock = await takeDataFolder(folder);
  // PostgreSQL's user passes through on the way to its own.
  await chmod(folder, 0o711);
  const record = new RunRecord(folder);
  await record.endOrphans();
  const toGuard = [folder, ...(isTemporary ? ['remove'] : [])];
  const guardian = fork(GUARDIAN, toGuard, { detached: true, stdio: 'ignore' });
  const programs: Program[] = [];
  return {
    folder,
    programOf(spec: ProgramSpec): Program {
      const program = new Program(spec, record);
      programs.push(program);
      return program;
    },
    /** Ends all programs, the last one started first: what each has under way still finds what it stands on. */
    async end(): Promise<void> {
      const recourse = programs.filter(({ spec }) => spec.linked);
      await Promise.all(recourse.map((program) => program.stop(GRACE)));
      for (const program of programs.toReversed()) await program.stop(GRACE);
    },
    async leave(keep: boolean): Promise<void> {
      guardian.kill('SIGKILL');
      await record.clear();
      lock.release();
      if (isTemporary && !keep) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function bringPostgres(
  { compose, log }: Blueprint,
  bring: (spec: ProgramSpec) => Promise<Program>,
  place: Parameters<typeof initPostgres>[0],
): Promise<Program> {
  await initPostgres(place);
  const program = await bring(await postgresProgram(place, compose.postgres, log('postgres')));
  await makeDatabases(place);
  return program;
}

/** What can be done to single processes. */
function controls(
  programs: Readonly<Record<Kind, readonly Program[]>>,
): Pick<Cluster, 'isRunning' | 'pid' | 'kill' | 'restart' | 'untilUp' | 'stop'> {
  const one = (kind: Kind, index = 0): Program => {
    const program = programs[kind][index];
    if (program === undefined) throw new RangeError(`There is no ${kind} ${index}.`);
    return program;
  };
  return {
    isRunning: (kind, index) => one(kind, index).isRunning,
    pid: (kind, index) => one(kind, index).pid,
    kill: (kind, index) => one(kind, index).kill(),
    restart: (kind, index, more) => one(kind, index).start(more),
    untilUp: (kind, index) => one(kind, index).ready(),
    stop: (kind, index) => one(kind, index).stop(GRACE),
  };
}

/** Makes the namespace and its search attributes. Of new ones the server would know only after a minute, or at its next start. */
async function prepareTemporal(address: string, temporal: Program): Promise<void> {
  const connection = lazyConnection(address);
  try {
    await prepareNamespace(connection, NAMESPACE);
    if (await searchAttributesKnown(connection, NAMESPACE)) return;
  } finally {
    await connection.close();
  }
  await temporal.stop(GRACE);
  await temporal.start();
}

async function untilReady(url: string, stop: AbortSignal | undefined): Promise<void> {
  for (const deadline = Date.now() + MINUTE; Date.now() < deadline; await sleep(200)) {
    stop?.throwIfAborted();
    if (await answers(`${url}/readyz`)) return;
  }
  throw new OperatorError(`${url}/readyz says that something is missing.`);
}
