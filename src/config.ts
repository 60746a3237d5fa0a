import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import type { ApiToken } from './api/auth.ts';
import { SLACK_VARIABLES, type SlackSettings, slackSettings } from './chat/settings.ts';
import { ENCRYPTION_VARIABLES, encryptionSettings, type EncryptionSettings } from './encryption-settings.ts';
import { NOTIFY_VARIABLES, type NotifySettings, notifySettings } from './notify/settings.ts';
import { OperatorError } from './operator-error.ts';
import { PEOPLE_VARIABLES, type PeopleSettings, peopleSettings } from './people-settings.ts';
import { PROVIDER_VARIABLES, providerSettings } from './provider-settings.ts';
import type { ProviderSettings } from './providers/registry.ts';
import { readSecretFiles, withoutFilesOf } from './secret-files.ts';
import { text, url, webAddress } from './setting.ts';
import { TELEMETRY_VARIABLES, type TracingSettings, tracingSettings } from './telemetry/settings.ts';
import type { TemporalAddress } from './temporal/connection.ts';
import { parseTokens, TokenFormatError } from './tokens.ts';

/** The environment, or what stands for it in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Every setting, read once at start. */
export interface Config extends EncryptionSettings {
  readonly host: string;
  readonly port: number;
  /** The cluster to use; null when nothing names one, and `start` then runs a server of its own. */
  readonly temporal: TemporalAddress | null;
  readonly temporalNamespace: string;
  /** The web pages of that Temporal, for links from cases to their workflows. */
  readonly temporalUiUrl: string | null;
  /** PostgreSQL; null for the embedded database. */
  readonly databaseUrl: string | null;
  /** Absolute; everything the embedded mode keeps. */
  readonly dataDir: string;
  /** Absolute; what can be made again and is shared by all copies of Recourse of this user. */
  readonly cacheDir: string;
  /** Null when none is set: one is made then. */
  readonly apiTokens: readonly ApiToken[] | null;
  readonly policyFile: string | null;
  readonly sandbox: boolean;
  readonly providers: ProviderSettings;
  /** How people come in. */
  readonly people: PeopleSettings;
  /** Approvals in chat; null where they are not set up. */
  readonly slack: SlackSettings | null;
  /** How people and programs are told of news. */
  readonly notify: NotifySettings;
  readonly logLevel: LogLevel;
  /** Where traces go; null for nowhere. */
  readonly tracing: TracingSettings | null;
  /** Where a process without an API serves its metrics and probes; null for nowhere. */
  readonly metricsPort: number | null;
  /** The version of this process's workers; null for workers without one. */
  readonly workerBuildId: string | null;
  /** Variables that are named like settings of ours and are none: mistyped, most likely. */
  readonly unknownVariables: readonly string[];
}

/** Thrown for settings that are missing or bad; one sentence a line, each naming its variable and what that takes. */
export class ConfigError extends OperatorError {
  override readonly name = 'ConfigError';
}

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Every setting by its variable, with what it takes; of Temporal's own only the address. */
export const VARIABLES = {
  HOST: text('an address or host name to listen on').default('127.0.0.1'),
  PORT: port().default('3000').transform(Number),
  RECOURSE_METRICS_PORT: port(),
  TEMPORAL_ADDRESS: text('the host:port of a Temporal server', (value) => !value.includes('/')),
  DATABASE_URL: url('a PostgreSQL address, postgres://…', /^postgres(ql)?:$/),
  RECOURSE_DATA_DIR: text('the path of a folder').default('.recourse'),
  RECOURSE_API_TOKENS: z.string().transform(apiTokens).optional(),
  RECOURSE_POLICY: text('the path of a policy file'),
  RECOURSE_SANDBOX: text('1 or 0', (value) => value === '1' || value === '0'),
  RECOURSE_TEMPORAL_UI_URL: webAddress("Temporal's web pages"),
  RECOURSE_WORKER_BUILD_ID: text('up to 100 characters of A-Z a-z 0-9 . _ + -', (value) =>
    /^[\w.+-]{1,100}$/.test(value),
  ),
  RECOURSE_LOG_LEVEL: z.enum(LOG_LEVELS, { error: `takes one of ${LOG_LEVELS.join(', ')}` }).default('info'),
  ...ENCRYPTION_VARIABLES,
  ...PROVIDER_VARIABLES,
  ...PEOPLE_VARIABLES,
  ...SLACK_VARIABLES,
  ...NOTIFY_VARIABLES,
  ...TELEMETRY_VARIABLES,
  XDG_CACHE_HOME: z.string().optional(),
};
const Settings = z.object(VARIABLES).transform((values, context) => ({
  ...values,
  providers: providerSettings(values, context),
  people: peopleSettings(values, context),
  slack: slackSettings(values, context),
  tracing: tracingSettings(values),
  notify: notifySettings(values, context),
}));

/** How the names of settings of our own begin. */
const OURS = /^(?:RECOURSE|WHOP|WEPAY|CCG|SLACK|OIDC)_/;

/**
 * Reads the settings from the environment. A variable that is set to nothing counts as not set.
 *
 * @throws ConfigError naming every bad or missing one
 */
export function readConfig(environment: Environment = process.env): Config {
  const given: Record<string, string> = {};
  for (const [name, value] of Object.entries(environment)) if (value) given[name] = value;
  const { environment: set, problems } = readSecretFiles(given);
  if (problems.length > 0) throw new ConfigError(problems.join('\n'));
  const { success, data, error } = Settings.safeParse(set);
  if (!success) {
    throw new ConfigError(
      error.issues.map(({ path, message }) => `${path.join('.')} ${message}.`).join('\n'),
    );
  }
  const isAnyProviderSetUp = Object.values(data.providers).some((settings) => settings !== null);
  return {
    host: data.HOST,
    port: data.PORT,
    ...temporalSettings(set),
    ...encryptionSettings(data),
    temporalUiUrl: data.RECOURSE_TEMPORAL_UI_URL ?? null,
    databaseUrl: data.DATABASE_URL ?? null,
    dataDir: resolve(data.RECOURSE_DATA_DIR),
    cacheDir: join(data.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'recourse'),
    apiTokens: data.RECOURSE_API_TOKENS ?? null,
    policyFile: data.RECOURSE_POLICY === undefined ? null : resolve(data.RECOURSE_POLICY),
    sandbox: data.RECOURSE_SANDBOX === undefined ? !isAnyProviderSetUp : data.RECOURSE_SANDBOX === '1',
    providers: data.providers,
    people: data.people,
    slack: data.slack,
    notify: data.notify,
    logLevel: data.RECOURSE_LOG_LEVEL,
    tracing: data.tracing,
    metricsPort: data.RECOURSE_METRICS_PORT === undefined ? null : Number(data.RECOURSE_METRICS_PORT),
    workerBuildId: data.RECOURSE_WORKER_BUILD_ID ?? null,
    unknownVariables: Object.keys(set).filter((name) => OURS.test(name) && !Object.hasOwn(VARIABLES, name)),
  };
}

/** The environment for a child process: ours, with some variables set anew or, where undefined, taken away. */
export function childEnvironment(changes: Environment): Environment {
  return { ...process.env, ...withoutFilesOf(Object.keys(changes)), ...changes };
}

/** Changes to the environment that make an embedded server the one Temporal there is, whatever key or certificate lies about for others. */
export function embeddedTemporal(address: string, namespace: string): Environment {
  const others = Object.keys(process.env).filter((name) => name.startsWith('TEMPORAL_'));
  return {
    ...Object.fromEntries(others.map((name) => [name, undefined])),
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
  };
}

function port() {
  return text('a whole number from 1 to 65535', isPort);
}

function isPort(value: string): boolean {
  return /^\d{1,5}$/.test(value) && Number(value) >= 1 && Number(value) <= 65_535;
}

function apiTokens(list: string, context: z.RefinementCtx): readonly ApiToken[] {
  try {
    return parseTokens(list);
  } catch (error) {
    if (!(error instanceof TokenFormatError)) throw error;
    context.addIssue(
      `takes name:role:token[:merchant_id], several separated by commas, but ${error.message}`,
    );
    return z.NEVER;
  }
}

/** The standard Temporal variables. A configuration file is read only where a variable asks for one. */
function temporalSettings(set: Record<string, string>): Pick<Config, 'temporal' | 'temporalNamespace'> {
  const disableFile = set['TEMPORAL_PROFILE'] === undefined && set['TEMPORAL_CONFIG_FILE'] === undefined;
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
      overrideEnvVars: set,
      disableFile,
    });
    const { address, ...credentials } = connectionOptions;
    const temporal = address === undefined ? null : { address, namespace, credentials };
    return { temporal, temporalNamespace: namespace };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`The TEMPORAL_… settings cannot be used: ${reason}.`, { cause: error });
  }
}
