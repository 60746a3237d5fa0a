import type { Command, Option } from './commands/command.ts';

/** What the program can do, one command a line. */
export function overview(commands: readonly (readonly [name: string, command: Command])[]): string {
  const lines = commands
    .filter(([, { internal }]) => internal !== true)
    .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return ['Usage: recourse COMMAND [OPTIONS]', '', ...lines, '', 'recourse COMMAND --help says more.'].join(
    '\n',
  );
}

/** Everything about one command. */
export function commandHelp(name: string, { summary, details, takes, options = {} }: Command): string {
  const lines = Object.entries(options).map(optionLine);
  return [
    `Usage: recourse ${name}${takes === undefined ? '' : ` ${takes}`}${lines.length === 0 ? '' : ' [OPTIONS]'}`,
    '',
    summary,
    details,
    '',
    ...lines,
    optionLine(['help', { type: 'boolean', help: 'Print this.' }]),
  ].join('\n');
}

function optionLine([name, { value, help }]: readonly [string, Option]): string {
  return `  ${`--${name}${value === undefined ? '' : ` ${value}`}`.padEnd(16)}${help}`;
}
