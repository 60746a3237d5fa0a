import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../src/config.ts';
import { MINUTE, type Millis } from '../../src/domain/instant.ts';
import { OperatorError } from '../../src/operator-error.ts';
import type { RunRecord } from '../../src/start/run-record.ts';
import type { Command } from '../../src/temporal/server/command.ts';
import { environmentOf } from './environment.ts';

/** A program of the cluster. */
export interface ProgramSpec {
  /** What it is called in messages, and in the record of what runs. */
  readonly name: string;
  readonly command: Command;
  readonly environment: Environment;
  readonly logFile: string;
  /** It is Recourse itself: it sees by a channel that we are gone, and ends. */
  readonly linked: boolean;
  /** Who it runs as; us when absent. */
  readonly identity?: { readonly uid?: number; readonly gid?: number };
  /** The signal that ends it in good order. */
  readonly stopSignal?: NodeJS.Signals;
  /** @param printed - what it has printed since it was started last */
  isReady(printed: () => Promise<string>): Promise<boolean>;
}

/** Long enough for one that starts while what it stands on is away. */
const READY_WITHIN: Millis = 3 * MINUTE;
const BETWEEN_STARTS: Millis = 500;
/** What ends so has said what a person must put right; starting it again would say it again. */
const OPERATOR_NEEDED = 2;

/**
 * One program that can be started, ended like the power, and started again at the same address. What ends by itself is started again, as
 * `restart: unless-stopped` has it.
 */
export class Program {
  readonly spec: ProgramSpec;
  readonly #record: RunRecord;
  #child: ChildProcess | null = null;
  /** Ends the present time of running, and the starting again. */
  #over = new AbortController();
  #kept: Promise<void> = Promise.resolve();
  #failed: unknown = null;
  /** How long the log was at the last start. */
  #logFrom = 0;

  constructor(spec: ProgramSpec, record: RunRecord) {
    this.spec = spec;
    this.#record = record;
  }

  get isRunning(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** The process id while it runs. */
  get pid(): number | null {
    return this.isRunning ? (this.#child?.pid ?? null) : null;
  }

  /**
   * Starts it, and resolves once it does its work.
   *
   * @param more - environment until it is ended
   * @throws OperatorError naming its log when it does not come up
   */
  async start(more: Environment = {}): Promise<void> {
    if (this.isRunning) return;
    this.#over = new AbortController();
    this.#failed = null;
    this.#kept = this.#keep(more, this.#over.signal).catch((error: unknown) => {
      this.#failed = error;
    });
    await this.ready();
  }

  /**
   * Waits until it does its work.
   *
   * @throws OperatorError naming its log when it does not come up
   */
  async ready(): Promise<void> {
    const { signal } = this.#over;
    for (const deadline = Date.now() + READY_WITHIN; Date.now() < deadline; await sleep(50)) {
      if (this.#failed !== null) throw this.#failed;
      if (signal.aborted) return;
      if (this.isRunning && (await this.spec.isReady(() => this.#printed()))) return;
    }
    throw this.#notUp();
  }

  /** Ends it as a crash would, and waits until it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL', 0);
  }

  /** Asks it to end, and ends it after the grace time. */
  async stop(grace: Millis): Promise<void> {
    await this.#end(this.spec.stopSignal ?? 'SIGTERM', grace);
  }

  async #end(signal: NodeJS.Signals, grace: Millis): Promise<void> {
    this.#over.abort();
    this.#child?.kill(signal);
    const tooLong = setTimeout(() => this.#child?.kill('SIGKILL'), grace);
    await this.#kept;
    clearTimeout(tooLong);
  }

  async #keep(more: Environment, over: AbortSignal): Promise<void> {
    while (!over.aborted) {
      const child = await this.#launch(more);
      if (over.aborted) child.kill('SIGKILL');
      const [code]: unknown[] = await once(child, 'exit');
      if (over.aborted) return;
      if (code === OPERATOR_NEEDED) throw this.#notUp();
      await sleep(BETWEEN_STARTS, undefined, { signal: over }).catch(() => undefined);
    }
  }

  async #launch(more: Environment): Promise<ChildProcess> {
    const { name, command, environment, logFile, linked, identity = {} } = this.spec;
    const log = openSync(logFile, 'a');
    this.#logFrom = fstatSync(log).size;
    const child = spawn(command.file, command.args, {
      ...identity,
      env: environmentOf({ ...environment, ...more }),
      stdio: ['ignore', log, log, ...(linked ? (['ipc'] as const) : [])],
      // A process group of its own: Ctrl-C reaches us alone, and we end the programs in order.
      detached: true,
    });
    closeSync(log);
    this.#child = child;
    await once(child, 'spawn').catch((error: unknown) => {
      throw new OperatorError(`${command.file} cannot be run.`, { cause: error });
    });
    if (child.pid !== undefined) void this.#record.add(name, child.pid);
    return child;
  }

  #notUp(): OperatorError {
    const { name, logFile } = this.spec;
    return new OperatorError(`${name} did not come up; its log is ${logFile}.`);
  }

  async #printed(): Promise<string> {
    return (await readFile(this.spec.logFile)).subarray(this.#logFrom).toString();
  }
}
