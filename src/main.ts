import { parseArgs } from 'node:util';
import type { Command } from './commands/command.ts';
import { readConfig } from './config.ts';
import { exitCodeFor, sentenceFor } from './exit.ts';
import { commandHelp, overview } from './help.ts';
import { OperatorError } from './operator-error.ts';

/** Loaded when asked for: a process that runs one command has no need for what the others stand on. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./commands/start.ts')).start,
  api: async () => (await import('./commands/services.ts')).api,
  worker: async () => (await import('./commands/services.ts')).worker,
  sandbox: async () => (await import('./commands/sandbox.ts')).sandbox,
  check: async () => (await import('./commands/check.ts')).check,
  reconcile: async () => (await import('./commands/reconcile.ts')).reconcile,
  link: async () => (await import('./commands/link.ts')).link,
  rebuild: async () => (await import('./commands/rebuild.ts')).rebuild,
  versions: async () => (await import('./commands/versions.ts')).versions,
  erase: async () => (await import('./commands/erase.ts')).erase,
  app: async () => (await import('./commands/services.ts')).app,
};

async function main([name = '', ...args]: readonly string[]): Promise<number> {
  if (['--help', '-h', 'help'].includes(name)) return print(overview(await allCommands()));
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (load === undefined) {
    const problem = name === '' ? 'Name a command.' : `There is no command ${name}.`;
    throw new OperatorError(`${problem}\n\n${overview(await allCommands())}`);
  }
  const command = await load();
  const { words, help, ...options } = readOptions(name, command, args);
  if (help === true) return print(commandHelp(name, command));
  const config = readConfig();
  // Whoever started what is internal has been told already.
  if (command.internal !== true) warnOfUnknown(config.unknownVariables);
  return command.run({ config, options, words, stop: stopSignal() });
}

function allCommands(): Promise<readonly (readonly [name: string, command: Command])[]> {
  return Promise.all(Object.entries(COMMANDS).map(async ([name, load]) => [name, await load()] as const));
}

function readOptions(name: string, { options, takes }: Command, args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...options, help: { type: 'boolean', short: 'h' } },
      allowPositionals: takes !== undefined,
    });
    return { ...values, words: positionals };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${problem}\nSee recourse ${name} --help.`, { cause: error });
  }
}

/** Aborted by Ctrl-C, SIGTERM, a closed terminal, and the end of the process that started us and meant to look after us. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => controller.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  if (process.connected) process.once('disconnect', stop);
  return controller.signal;
}

function warnOfUnknown(variables: readonly string[]): void {
  for (const name of variables)
    process.stderr.write(`Warning: ${name} is set, but is no setting of Recourse. Is it mistyped?\n`);
}

function print(text: string): number {
  process.stdout.write(`${text}\n`);
  return 0;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(exitCodeFor(error));
}
