import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../src/config.ts';
import { sandboxAccount, sandboxEnvironment } from '../../src/start/sandbox-account.ts';
import type { Report } from '../../src/temporal/server/build.ts';
import { type Compose, readCompose } from './compose.ts';
import { keptLayout, type Layout } from './layout.ts';
import { recourseDatabase } from './postgres.ts';
import type { ProgramSpec } from './program.ts';
import { apiProgram, sandboxProgram, withSettings, workerProgram } from './recourse.ts';
import { keptSecrets, type Secrets, writeSecret } from './secrets.ts';
import { type DynamicConfig, TEMPORAL_PORTS } from './temporal.ts';

/** Between whom a network can be cut: who calls, and who is called, which of `api` is the balancer. */
export const LINKS = [
  'api-temporal',
  'api-postgres',
  'api-sandbox',
  'worker-temporal',
  'worker-postgres',
  'worker-sandbox',
  'temporal-postgres',
  'sandbox-api',
] as const;
export type LinkName = (typeof LINKS)[number];

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
  /** Lead what they call of each other through {@link LINKS} that can be cut. */
  readonly links?: boolean | undefined;
  /** More arguments of `recourse sandbox`. */
  readonly sandboxArguments?: readonly string[] | undefined;
  readonly report?: Report | undefined;
  readonly stop?: AbortSignal | undefined;
}

/** Recourse's namespace in Temporal. */
export const NAMESPACE = 'recourse';

/** What is to run, where, and from which settings. */
export interface Blueprint {
  readonly layout: Layout;
  readonly secrets: Secrets;
  /** The folder that has them as files. */
  readonly secretFolder: string;
  readonly compose: Compose;
  /** The names of the processes of each kind. */
  readonly apis: readonly string[];
  readonly sandbox: ProgramSpec;
  readonly apiSpecs: readonly ProgramSpec[];
  readonly workerSpecs: readonly ProgramSpec[];
  /** The file a process' output goes to. */
  readonly log: (name: string) => string;
  /** Where a link leads. */
  readonly portBehind: (link: LinkName) => number;
  /** What its caller calls: the link, or at once where it leads when there are to be no links. */
  readonly reach: (link: LinkName) => number;
}

/** Draws up a cluster: production's settings, led to where things are on this machine. */
export async function drawUp(options: ClusterOptions, folder: string): Promise<Blueprint> {
  const logs = join(folder, 'logs');
  await mkdir(logs, { recursive: true, mode: 0o700 });
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

  const portBehind = (link: LinkName): number => {
    const called = link.split('-')[1] ?? '';
    return layout.port(PORTS[called] ?? called);
  };
  const reach = (link: LinkName): number => (options.links === true ? layout.port(link) : portBehind(link));

  async function settingsOf(kind: 'api' | 'worker', own: Environment): Promise<Environment> {
    const database = recourseDatabase(reach(`${kind}-postgres`), secrets.passwords);
    const settings = {
      ...sandboxEnvironment(accounts, reach(`${kind}-sandbox`)),
      TEMPORAL_ADDRESS: `127.0.0.1:${reach(`${kind}-temporal`)}`,
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

  const apiSpec = async (name: string): Promise<ProgramSpec> => {
    const environment = await settingsOf('api', { PORT: String(layout.port(name)) });
    return apiProgram({ name, args: ['api'], environment, logFile: log(name) }, layout.port(name));
  };
  const workerSpec = async (name: string): Promise<ProgramSpec> => {
    const environment = await settingsOf('worker', { RECOURSE_METRICS_PORT: String(layout.port(name)) });
    return workerProgram({ name, args: ['worker'], environment, logFile: log(name) });
  };
  const sandbox = {
    name: 'the sandbox',
    args: ['sandbox', '--port', String(layout.port('sandbox')), ...(options.sandboxArguments ?? [])],
    environment: { RECOURSE_DATA_DIR: folder, HOST: '127.0.0.1', PORT: String(reach('sandbox-api')) },
    logFile: log('sandbox'),
  };
  return {
    layout,
    secrets,
    secretFolder,
    compose,
    apis,
    sandbox: sandboxProgram(sandbox, layout.port('sandbox')),
    apiSpecs: await Promise.all(apis.map(apiSpec)),
    workerSpecs: await Promise.all(workers.map(workerSpec)),
    log,
    portBehind,
    reach,
  };
}

/** Ports that have a name of their own. */
const PORTS: Readonly<Record<string, string>> = { temporal: 'FRONTEND_GRPC_PORT', api: 'balancer' };

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index + 1}`);
}
