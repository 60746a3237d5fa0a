import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config.ts';

/** Whatever carries one of these names, in a logged object or one level below, is left out. */
const SECRETS = ['authorization', 'token', 'apiKey', 'api_key', 'secret', 'password', 'cookie'];

/**
 * @param format - `json`: one object a line, for machines; `short`: one short line, for a person at a terminal
 */
export function createLog(
  level: LogLevel,
  format: 'json' | 'short',
  out: NodeJS.WritableStream = process.stdout,
): Logger {
  return pino(
    {
      level,
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '…' },
      formatters: { level: (label) => ({ level: label }) },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
    },
    format === 'json' ? out : shortLines(out),
  );
}

/** Fields every line has, which say nothing to a person at a terminal. */
const USUAL = new Set(['level', 'time', 'pid', 'hostname', 'msg', 'err']);

function shortLines(out: NodeJS.WritableStream): DestinationStream {
  return {
    write(line) {
      const entry: Record<string, unknown> = JSON.parse(line);
      out.write(`${shortLine(entry)}\n`);
    },
  };
}

function shortLine(entry: Record<string, unknown>): string {
  const level = entry['level'] === 'info' ? '' : `${word(entry['level'])}: `;
  const fields = Object.entries(entry)
    .filter(([name]) => !USUAL.has(name))
    .map(([name, value]) => ` ${name}=${word(value)}`);
  const time = new Date(word(entry['time'])).toTimeString().slice(0, 8);
  return `${time} ${level}${word(entry['msg'] ?? '')}${fields.join('')}${reason(entry['err'])}`;
}

function word(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function reason(error: unknown): string {
  if (typeof error !== 'object' || error === null || !('message' in error)) return '';
  return ` (${word(error.message)})`;
}
