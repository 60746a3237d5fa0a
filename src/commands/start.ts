import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Config, Environment } from '../config.ts';
import { instant } from '../domain/instant.ts';
import { createLog } from '../log.ts';
import { linkAddress, makeLink } from '../people/sign-in-links.ts';
import { readPolicy } from '../policy.ts';
import { checkAddress } from '../start/address.ts';
import type { ChildSpec } from '../start/child.ts';
import {
  type SandboxHabits,
  appChild,
  sandboxChild,
  temporalChildren,
  temporalEnvironment,
  uiUrl,
} from '../start/children.ts';
import { takeDataFolder } from '../start/data-folder.ts';
import { keptEncryptionKey } from '../start/encryption-keys.ts';
import { keptPorts } from '../start/kept-ports.ts';
import { reportTo } from '../start/report.ts';
import { RunRecord } from '../start/run-record.ts';
import { sandboxAccount, sandboxEnvironment } from '../start/sandbox-account.ts';
import { Supervisor } from '../start/supervisor.ts';
import { userName } from '../start/user-name.ts';
import { welcome, type Running } from '../start/welcome.ts';
import { findTemporal } from '../temporal/server/find.ts';
import { keptToken } from '../tokens.ts';
import type { Command } from './command.ts';

export const start: Command = {
  summary: 'Runs everything on this machine, on loopback; needs no settings.',
  details:
    'Temporal (unless TEMPORAL_ADDRESS names one), its web UI, the sandbox, and API, worker and database in one\nprocess. What dies is started again. Everything is kept in RECOURSE_DATA_DIR.',
  options: {
    faults: { type: 'boolean', help: 'Have the sandbox break some of its calls and webhooks at random.' },
    'no-demo': { type: 'boolean', help: 'Leave the sandbox as it is: open no disputes by itself.' },
  },
  run: async ({ config, options, stop }) => {
    warnOfSandbox(config);
    const lock = await takeDataFolder(config.dataDir);
    try {
      const log = createLog(config.logLevel, 'short');
      const record = new RunRecord(config.dataDir);
      const sandbox = { demo: options['no-demo'] !== true, faults: options['faults'] === true };
      const plan = await prepare(config, { record, log, sandbox, stop });
      await supervise(config, plan, { record, log, stop });
      return 0;
    } catch (error) {
      if (stop.aborted) return 0;
      throw error;
    } finally {
      lock.release();
    }
  },
};

/** Keys that are set and not used would let a person believe that real disputes are looked after. */
function warnOfSandbox({ sandbox, providers }: Config): void {
  const unused = Object.entries(providers).flatMap(([name, settings]) => (settings === null ? [] : [name]));
  if (!sandbox || unused.length === 0) return;
  const sentence = `RECOURSE_SANDBOX is 1: the sandbox stands in for all providers, and the settings of ${unused.join(', ')} are not used.`;
  process.stderr.write(`Warning: ${sentence}\n`);
}

/** What is to run. */
interface Plan {
  readonly app: ChildSpec;
  readonly supports: readonly ChildSpec[];
  readonly running: Omit<Running, 'signInLink'>;
}

interface Context {
  readonly record: RunRecord;
  readonly log: Logger;
  readonly sandbox: SandboxHabits;
  readonly stop: AbortSignal;
}

/** Finds out whatever stands in the way before anything is started. */
async function prepare(config: Config, { record, log, sandbox, stop }: Context): Promise<Plan> {
  const orphans = await record.endOrphans();
  if (orphans.length > 0) log.info(`ended what an earlier start had left running: ${orphans.join(', ')}`);
  if (config.policyFile !== null) await readPolicy(config.policyFile);
  await checkAddress(config);
  const programs =
    config.temporal === null
      ? await findTemporal(config.cacheDir, {
          report: reportTo(process.stdout),
          stop,
        })
      : null;
  const ports = await keptPorts(config.dataDir);
  const supports: ChildSpec[] = [];
  let environment: Environment =
    config.encryptionKeys === null
      ? { RECOURSE_ENCRYPTION_KEYS: await keptEncryptionKey(config.dataDir) }
      : {};
  if (programs !== null) {
    supports.push(...(await temporalChildren(config, programs, ports.temporal)));
    environment = { ...environment, ...temporalEnvironment(config, ports.temporal) };
  }
  if (config.sandbox) {
    supports.push(sandboxChild(ports.sandbox, sandbox));
    const account = await sandboxAccount(config.dataDir);
    environment = { ...environment, ...sandboxEnvironment(account, ports.sandbox) };
  }
  return {
    app: appChild(config, environment),
    supports,
    running: {
      temporalUi: programs === null ? config.temporalUiUrl : uiUrl(ports.temporal),
      sandbox: config.sandbox ? `http://127.0.0.1:${ports.sandbox}/control` : null,
      token: config.apiTokens === null ? await keptToken(config.dataDir) : null,
    },
  };
}

async function supervise(
  config: Config,
  { app, supports, running }: Plan,
  { record, log, stop }: Omit<Context, 'sandbox'>,
): Promise<void> {
  if (stop.aborted) return;
  await Promise.all(supports.map(({ logFile }) => keepPreviousLog(logFile)));
  const supervisor = new Supervisor({ app, supports }, record, log);
  const stopped = once(stop, 'abort');
  try {
    await Promise.race([supervisor.ready(), supervisor.finished(), stopped]);
    if (!stop.aborted) {
      process.stdout.write(welcome(config, { ...running, signInLink: await signInLink(config) }));
    }
    await Promise.race([supervisor.finished(), stopped]);
  } finally {
    if (stop.aborted) log.info('stopping');
    await supervisor.stop();
  }
}

/** For whoever started it; made last, since its time runs from now. */
async function signInLink({ databaseUrl, dataDir, people }: Config): Promise<string | null> {
  if (databaseUrl !== null) return null;
  const invitation = { name: userName(), role: 'admin', merchantIds: null } as const;
  return linkAddress(people.publicUrl, await makeLink(dataDir, invitation, instant(Date.now())));
}

/** What a run before this one had to say stays beside what this one says; two runs' worth is kept. */
async function keepPreviousLog(logFile: string | null): Promise<void> {
  if (logFile === null) return;
  await rename(logFile, `${logFile}.previous`).catch(() => undefined);
}
