import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { embeddedTemporal, type Config, type Environment } from '../config.ts';
import { SECOND } from '../domain/instant.ts';
import {
  temporalServerCommand,
  temporalUiCommand,
  type Command,
  type EmbeddedTemporal,
} from '../temporal/server/command.ts';
import type { TemporalPorts } from '../temporal/server/ports.ts';
import type { TemporalPrograms } from '../temporal/server/programs.ts';
import { temporalAnswers } from '../temporal/server/start.ts';
import { originOf } from './address.ts';
import type { ChildSpec } from './child.ts';

/** Beneath it Temporal's web pages look for `/decode`. */
const CODEC = '/codec';

/** The name Temporal's server has among the children. */
export const TEMPORAL = 'Temporal';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

/** The Temporal server and, where it is a program of its own, the web UI. */
export async function temporalChildren(
  { dataDir, temporalNamespace, people }: Config,
  programs: TemporalPrograms,
  ports: TemporalPorts,
): Promise<readonly ChildSpec[]> {
  const embedded: EmbeddedTemporal = {
    programs,
    ports,
    dataDir: join(dataDir, 'temporal'),
    codecEndpoint: people.publicUrl + CODEC,
  };
  const address = addressOf(ports);
  const environment = embeddedTemporal(address, temporalNamespace);
  const server: ChildSpec = {
    name: TEMPORAL,
    command: await temporalServerCommand(embedded),
    environment,
    logFile: join(dataDir, 'temporal.log'),
    linked: false,
    isReady: () => temporalAnswers(address),
  };
  const uiCommand = await temporalUiCommand(embedded, temporalNamespace);
  if (uiCommand === null) return [server];
  const ui: ChildSpec = {
    name: 'Temporal UI',
    command: uiCommand,
    environment,
    logFile: join(dataDir, 'temporal-ui.log'),
    linked: false,
    isReady: () => answers(uiUrl(ports)),
  };
  return [server, ui];
}

/** Settings for the app that make it use the embedded Temporal. */
export function temporalEnvironment({ temporalNamespace }: Config, ports: TemporalPorts): Environment {
  return {
    ...embeddedTemporal(addressOf(ports), temporalNamespace),
    RECOURSE_TEMPORAL_UI_URL: uiUrl(ports),
  };
}

export function uiUrl(ports: TemporalPorts): string {
  return `http://127.0.0.1:${ports.ui}`;
}

/** What the sandbox does by itself. */
export interface SandboxHabits {
  readonly demo: boolean;
  readonly faults: boolean;
}

export function sandboxChild(port: number, { demo, faults }: SandboxHabits): ChildSpec {
  return {
    name: 'The sandbox',
    command: recourse(
      'sandbox',
      '--port',
      String(port),
      ...(demo ? ['--demo'] : []),
      ...(faults ? ['--faults'] : []),
    ),
    logFile: null,
    linked: true,
    isReady: () => answers(`http://127.0.0.1:${port}/control`),
  };
}

export function appChild(config: Config, environment: Environment): ChildSpec {
  return {
    name: 'The app',
    command: recourse('app'),
    environment,
    logFile: null,
    linked: true,
    isReady: () => answers(`${originOf(config)}/readyz`),
  };
}

function recourse(...args: string[]): Command {
  return { file: process.execPath, args: [MAIN, ...args] };
}

/** `host:port` of the embedded server. */
export function addressOf(ports: TemporalPorts): string {
  return `127.0.0.1:${ports.frontend}`;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2 * SECOND) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
