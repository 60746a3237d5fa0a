import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND, type Millis } from '../../domain/instant.ts';
import { lazyConnection } from '../connection.ts';
import { type EmbeddedTemporal, temporalServerCommand } from './command.ts';
import { freeTemporalPorts, type TemporalPorts } from './ports.ts';
import type { TemporalPrograms } from './programs.ts';

/** A running Temporal server. */
export interface TemporalServer {
  /** `host:port` of its gRPC frontend. */
  readonly address: string;
  /** For a later start on the same data: the server's parts first look for each other where they were last. */
  readonly ports: TemporalPorts;
  /** Ends it and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a Temporal server of our own on loopback, on free ports unless some are given, and waits until it answers. It has no namespace yet.
 *
 * @throws Error naming the server's log when it does not come up
 */
export async function startTemporalServer(options: {
  readonly programs: TemporalPrograms;
  readonly dataDir: string;
  readonly inMemory?: boolean;
  readonly timeSkipping?: boolean;
  readonly settings?: EmbeddedTemporal['settings'];
  readonly ports?: TemporalPorts;
}): Promise<TemporalServer> {
  const ports = options.ports ?? (await freeTemporalPorts());
  const { file, args } = await temporalServerCommand({ ...options, ports });
  const logFile = join(options.dataDir, 'temporal.log');
  const log = await open(logFile, 'a');
  const child = spawn(file, args, { stdio: ['ignore', log.fd, log.fd] });
  const gaveUp = once(child, 'exit').then(() => Promise.reject(new Error(`Temporal ended; see ${logFile}`)));
  const stop = () => end(child);
  const address = `127.0.0.1:${ports.frontend}`;
  try {
    await log.close();
    await Promise.race([waitForTemporal(address, 30 * SECOND), gaveUp]);
  } catch (error) {
    await stop();
    throw error;
  }
  gaveUp.catch(() => undefined);
  return { address, ports, stop };
}

/** Waits until a server answers at an address; throws when it does not within the time given. */
async function waitForTemporal(address: string, timeout: Millis): Promise<void> {
  for (const deadline = Date.now() + timeout; !(await temporalAnswers(address)); await sleep(100)) {
    if (Date.now() > deadline) throw new Error(`Temporal does not answer at ${address}`);
  }
}

/** Whether a server answers at an address; takes a second at most. */
export async function temporalAnswers(address: string): Promise<boolean> {
  const connection = lazyConnection(address);
  try {
    await connection.withDeadline(Date.now() + SECOND, () => connection.healthService.check({}));
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  const tooLong = setTimeout(() => child.kill('SIGKILL'), 5 * SECOND);
  await gone;
  clearTimeout(tooLong);
}
