import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { childEnvironment, type Environment } from '../config.ts';
import { MINUTE, SECOND, type Millis } from '../domain/instant.ts';
import { OperatorError } from '../operator-error.ts';
import type { Command } from '../temporal/server/command.ts';

/** A program that is kept running. */
export interface ChildSpec {
  readonly name: string;
  readonly command: Command;
  readonly environment?: Environment;
  /** The file its output goes to; our own output when null. */
  readonly logFile: string | null;
  /** It is Recourse itself: it sees by a channel that we are gone, however that came, and ends then. */
  readonly linked: boolean;
  /** Whether it does its work now. */
  isReady(): Promise<boolean>;
}

/** What a child process reports to. */
export interface ChildObserver {
  readonly log: Logger;
  /** It has been started, for the first time or anew. */
  started(name: string, pid: number): Promise<void>;
}

/** A child that ends so before it ever worked has said what a person must put right; starting it again would say it again. */
const OPERATOR_NEEDED = 2;

const FIRST_PAUSE: Millis = 500;
const LONGEST_PAUSE: Millis = 30 * SECOND;
/** A child that ran this long is taken to be well, and the next pause is the first again. */
const SETTLED: Millis = MINUTE;
/** A first start on a busy machine takes its time. */
const READY_WITHIN: Millis = 3 * MINUTE;

/** A child process that is started again, after growing pauses, whenever it ends by itself. */
export class Child {
  readonly #spec: ChildSpec;
  readonly #observer: ChildObserver;
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #process: ChildProcess | null = null;
  #hasWorked = false;

  constructor(spec: ChildSpec, observer: ChildObserver) {
    this.#spec = spec;
    this.#observer = observer;
    this.#running = this.#run();
    // Reported by `failed`, which may be asked for later.
    this.#running.catch(() => undefined);
  }

  /** Rejects when the child cannot be kept running; resolves when it was stopped. */
  get finished(): Promise<void> {
    return this.#running;
  }

  /**
   * Resolves once the child does its work.
   *
   * @throws OperatorError when it takes too long
   */
  async ready(): Promise<void> {
    const { name, logFile } = this.#spec;
    for (const deadline = Date.now() + READY_WITHIN; Date.now() < deadline; await sleep(100)) {
      if (this.#stop.signal.aborted) return;
      if (!(await this.#spec.isReady())) continue;
      this.#hasWorked = true;
      return;
    }
    const hint = logFile === null ? '' : `; its log is ${logFile}`;
    throw new OperatorError(`${name} did not become ready within ${READY_WITHIN / SECOND} seconds${hint}.`);
  }

  /** Asks it to end, and ends it after the grace time. */
  async stop(grace: Millis): Promise<void> {
    this.#stop.abort();
    this.#process?.kill('SIGTERM');
    const tooLong = setTimeout(() => this.#process?.kill('SIGKILL'), grace);
    await this.#running.catch(() => undefined);
    clearTimeout(tooLong);
  }

  async #run(): Promise<void> {
    const { name } = this.#spec;
    const { signal } = this.#stop;
    for (let pause = FIRST_PAUSE; !signal.aborted; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      const started = Date.now();
      const end = await this.#once();
      if (signal.aborted) return;
      if (end === OPERATOR_NEEDED && !this.#hasWorked)
        throw new OperatorError(`${name} could not be started.`);
      if (Date.now() - started > SETTLED) pause = FIRST_PAUSE;
      this.#observer.log.warn(`${name} ended (${end}); starting it again in ${pause / SECOND} s`);
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Runs it until it ends. Answers with its exit code, the signal that ended it, or why it could not be run at all. */
  async #once(): Promise<number | string> {
    const { name, command, environment = {}, logFile, linked } = this.#spec;
    const output = logFile === null ? 'inherit' : openSync(logFile, 'a');
    const child = spawn(command.file, command.args, {
      env: childEnvironment(environment),
      stdio: ['ignore', output, output, ...(linked ? (['ipc'] as const) : [])],
      // A process group of its own: Ctrl-C reaches us alone, and we end the children in order.
      detached: true,
    });
    if (typeof output === 'number') closeSync(output);
    const ended = endOf(child);
    this.#process = child;
    if (child.pid !== undefined) await this.#observer.started(name, child.pid);
    return ended;
  }
}

async function endOf(child: ChildProcess): Promise<number | string> {
  try {
    const [code, signal]: (number | string)[] = await once(child, 'exit');
    return code ?? signal ?? 'no reason given';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
