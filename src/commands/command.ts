import type { Config } from '../config.ts';

/** What a command is given. */
export interface Invocation {
  readonly config: Config;
  /** The options given, by name. */
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  /** What stands beside the options; none unless the command {@link Command.takes} some. */
  readonly words: readonly string[];
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly stop: AbortSignal;
}

/** One option of a command. */
export interface Option {
  readonly type: 'string' | 'boolean';
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly help: string;
}

/** A command of the program. */
export interface Command {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `--help` says beyond that. */
  readonly details: string;
  readonly options?: Readonly<Record<string, Option>>;
  /** What may stand beside the options, for the help; nothing may where this is absent. */
  readonly takes?: string;
  /** Not for people: left out of the list. */
  readonly internal?: boolean;
  /** Answers with the exit code. */
  run(invocation: Invocation): Promise<number>;
}
