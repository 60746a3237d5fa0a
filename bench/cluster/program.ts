import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, fstatSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Environment } from '../../src/config.ts';
import { MINUTE, SECOND, type Millis } from '../../src/domain/instant.ts';
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

const READY_WITHIN: Millis = 2 * MINUTE;
const BETWEEN_STARTS: Millis = 300;
/** As long as a program that ends at once may go on doing so: what a killed one left behind takes a moment to go. */
const STARTS_WITHIN: Millis = 15 * SECOND;

/** One program that can be started, ended like the power, and started again at the same address. */
export class Program {
  readonly spec: ProgramSpec;
  readonly #record: RunRecord;
  #child: ChildProcess | null = null;
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
   * @param more - environment for this start alone
   * @throws OperatorError naming its log when it does not come up
   */
  async start(more: Environment = {}): Promise<void> {
    if (this.isRunning) return;
    const { name, logFile } = this.spec;
    const began = Date.now();
    this.#child = await this.#launch(more);
    for (; Date.now() - began < READY_WITHIN; await sleep(50)) {
      if (!this.isRunning) {
        if (Date.now() - began > STARTS_WITHIN) break;
        await sleep(BETWEEN_STARTS);
        this.#child = await this.#launch(more);
      }
      if (await this.spec.isReady(() => this.#printed())) return;
    }
    throw new OperatorError(`${name} did not come up; its log is ${logFile}.`);
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
    const child = this.#child;
    if (child === null || !this.isRunning) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const tooLong = setTimeout(() => child.kill('SIGKILL'), grace);
    await gone;
    clearTimeout(tooLong);
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
    await once(child, 'spawn').catch((error: unknown) => {
      throw new OperatorError(`${command.file} cannot be run.`, { cause: error });
    });
    if (child.pid !== undefined) await this.#record.add(name, child.pid);
    return child;
  }

  async #printed(): Promise<string> {
    return (await readFile(this.spec.logFile)).subarray(this.#logFrom).toString();
  }
}
