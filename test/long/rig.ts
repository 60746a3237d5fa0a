import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
import { RECONCILE_WORKFLOW } from '../../src/domain/reconcile-messages.ts';
import { sandboxAccount, sandboxEnvironment } from '../../src/start/sandbox-account.ts';
import { openStore } from '../../src/store/open.ts';
import { createClient } from '../../src/temporal/connection.ts';
import { encryptionCodec } from '../../src/temporal/encryption-codec.ts';
import { newEncryptionKey, parseEncryptionKeys } from '../../src/temporal/encryption-keys.ts';
import { temporalServerCommand } from '../../src/temporal/server/command.ts';
import { freePorts, freeTemporalPorts } from '../../src/temporal/server/ports.ts';
import type { TemporalPrograms } from '../../src/temporal/server/programs.ts';
import { temporalAnswers } from '../../src/temporal/server/start.ts';
import { prepareNamespace } from '../../src/temporal/namespace.ts';
import { startPostgres } from '../setup/postgres.ts';
import { sandboxControl } from '../setup/sandbox-control.ts';
import { run, type Running } from '../start/running.ts';
import type { Course } from './course.ts';
import { startGate } from './gate.ts';

export const PROCESSES = ['worker', 'api', 'temporal', 'sandbox'] as const;
export type ProcessName = (typeof PROCESSES)[number];

export const TOKEN = '0123456789abcdef';
const NAMESPACE = 'kills';

/** A process that can be ended like the power, and started again. */
interface Part {
  start(): Promise<void>;
  kill(): Promise<void>;
}

export type Rig = Awaited<ReturnType<typeof startRig>>;

/**
 * Recourse as processes of its own on PostgreSQL, with a Temporal server that keeps its state in a file, and the sandbox. Calls to the provider and
 * calls to the API pass through gates.
 *
 * @param policy - YAML
 */
export async function startRig(binaries: string, programs: TemporalPrograms, policy: string) {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-kills-'));
  const postgres = await startPostgres(binaries);
  const databaseUrl = await postgres.createDatabase();
  const [apiPort = 0, sandboxPort = 0] = await freePorts(2);
  const temporalPorts = await freeTemporalPorts();
  const keys = newEncryptionKey('rig');
  const target = {
    address: `127.0.0.1:${temporalPorts.frontend}`,
    namespace: NAMESPACE,
    credentials: {},
    payloadCodecs: [encryptionCodec(parseEncryptionKeys(keys))],
  };
  const courses = new Set<Course>();
  const courseOf = (text: string): Course | null => [...courses].find((one) => one.concerns(text)) ?? null;
  const toApi = await startGate({
    port: apiPort,
    routeOf: (path) => ({ from: path.startsWith('/webhooks') ? 'sandbox' : 'person', to: 'api' }),
    courseOf,
  });
  const provider = (from: 'api' | 'worker') =>
    startGate({ port: sandboxPort, routeOf: () => ({ from, to: 'sandbox' }), courseOf });
  const gates = { api: await provider('api'), worker: await provider('worker') };
  await writeFile(join(folder, 'policy.yaml'), policy);
  const settings = {
    RECOURSE_DATA_DIR: folder,
    RECOURSE_API_TOKENS: `ops:admin:${TOKEN}`,
    RECOURSE_POLICY: join(folder, 'policy.yaml'),
    RECOURSE_LOG_LEVEL: 'warn',
    DATABASE_URL: databaseUrl,
    RECOURSE_ENCRYPTION_KEYS: keys,
    TEMPORAL_ADDRESS: target.address,
    TEMPORAL_NAMESPACE: NAMESPACE,
  };
  const account = await sandboxAccount(folder);
  const whop = (from: 'api' | 'worker') => sandboxEnvironment(account, gates[from].port);
  const temporal = temporalPart(programs, temporalPorts, join(folder, 'temporal'));
  const sandbox = part(
    () => run('src/main.ts', ['sandbox', '--port', `${sandboxPort}`], { ...settings, PORT: `${toApi.port}` }),
    answers(`http://127.0.0.1:${sandboxPort}/control`),
  );
  await Promise.all([temporal.start(), sandbox.start()]);
  const client = createClient(target);
  await prepareNamespace(client.connection, NAMESPACE);
  const parts: Record<ProcessName, Part> = {
    temporal,
    sandbox,
    api: part(
      () => run('src/main.ts', ['api'], { ...settings, ...whop('api'), PORT: `${apiPort}` }),
      answers(`http://127.0.0.1:${apiPort}/healthz`),
    ),
    worker: part(
      () => run('src/main.ts', ['worker'], { ...settings, ...whop('worker'), RECOURSE_LOG_LEVEL: 'info' }),
      async ({ output }) => output().includes('the worker works'),
    ),
  };
  const store = await openStore({ databaseUrl, dataDir: folder });
  await Promise.all([parts.api.start(), parts.worker.start()]);
  await pauseSchedules(client);
  /** The process that was killed, and how many things are being arranged at the provider just now. */
  const state: { down: ProcessName | null; arranging: number } = { down: null, arranging: 0 };
  const control = sandboxControl(`http://127.0.0.1:${sandboxPort}/control`);

  return {
    client,
    namespace: NAMESPACE,
    store,
    api: toApi.origin,
    /** Makes things happen at the provider, and looks at what did: while it is there, and never broken off by a kill. */
    async atProvider<T>(act: (provider: typeof control) => Promise<T>): Promise<T> {
      while (state.down === 'sandbox') await sleep(50);
      state.arranging += 1;
      try {
        return await act(control);
      } finally {
        state.arranging -= 1;
      }
    },
    /** From now on its calls are told apart from all others'. */
    follow: (course: Course) => void courses.add(course),
    forget: (course: Course) => void courses.delete(course),
    /** Whether all processes run. */
    isWhole: (): boolean => state.down === null,
    async kill(name: ProcessName): Promise<void> {
      state.down = name;
      if (name === 'sandbox') while (state.arranging > 0) await sleep(10);
      await parts[name].kill();
    },
    async restart(name: ProcessName): Promise<void> {
      await parts[name].start();
      state.down = null;
    },
    async close(): Promise<void> {
      await Promise.all(Object.values(parts).map((one) => one.kill()));
      await client.connection.close();
      await store.close();
      await Promise.all([toApi, gates.api, gates.worker].map((gate) => gate.close()));
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function answers(url: string): () => Promise<boolean> {
  return () =>
    fetch(url)
      .then(({ ok }) => ok)
      .catch(() => false);
}

/** What a life asks for should not depend on when the provider's lists are compared; nor should its recovery. */
async function pauseSchedules(client: ReturnType<typeof createClient>): Promise<void> {
  const daily = client.schedule.getHandle('reconcile:whop:daily');
  await ready(
    () =>
      daily.pause().then(
        () => true,
        () => false,
      ),
    () => null,
  );
  await client.schedule.getHandle('reconcile:whop').pause();
  // The daily one begins with a run at once.
  const count = async (status: string) =>
    (await client.workflow.count(`WorkflowType = '${RECONCILE_WORKFLOW}' AND ExecutionStatus = '${status}'`))
      .count;
  await ready(
    async () => (await count('Completed')) > 0 && (await count('Running')) === 0,
    () => null,
  );
}

function part(launch: () => Running, isReady: (running: Running) => Promise<boolean>): Part {
  let running: Running | null = null;
  return {
    async start() {
      const started = launch();
      running = started;
      let over: number | string | null = null;
      void started.ended.then((how) => (over = how));
      await ready(
        () => isReady(started),
        () => (over === null ? null : `ended with ${over}: ${started.output()}`),
      );
    },
    async kill() {
      running?.kill('SIGKILL');
      await running?.ended;
    },
  };
}

/** Temporal's server on SQLite, each start on the same file and ports. */
function temporalPart(
  programs: TemporalPrograms,
  ports: Awaited<ReturnType<typeof freeTemporalPorts>>,
  dataDir: string,
): Part {
  let child: ChildProcess | null = null;
  return {
    async start() {
      await mkdir(dataDir, { recursive: true });
      const { file, args } = await temporalServerCommand({ programs, ports, dataDir, timeSkipping: true });
      const log = await open(join(dataDir, 'temporal.log'), 'a');
      const started = spawn(file, args, { stdio: ['ignore', log.fd, log.fd] });
      child = started;
      await log.close();
      const over = () => (started.exitCode === null ? null : `Temporal ended with ${started.exitCode}`);
      await ready(() => temporalAnswers(`127.0.0.1:${ports.frontend}`), over);
    },
    async kill() {
      if (child === null || child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    },
  };
}

const STARTING: Millis = MINUTE;

async function ready(isReady: () => Promise<boolean>, over: () => string | null): Promise<void> {
  for (const end = Date.now() + STARTING; !(await isReady()); await sleep(100)) {
    const why = Date.now() > end ? `not ready after ${STARTING / SECOND} s` : over();
    if (why !== null) throw new Error(why);
  }
}
