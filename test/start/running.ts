import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../../src/config.ts';
import { freePort } from '../setup/free-port.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** A process of Recourse, with what it has printed so far. */
export interface Running {
  readonly pid: number;
  readonly output: () => string;
  /** Resolves with its exit code, or the name of the signal that ended it. */
  readonly ended: Promise<number | string>;
  kill(signal: NodeJS.Signals): void;
}

/** Runs a program of this project as a user would, free of the settings of whoever runs the tests. */
export function run(program: string, args: readonly string[], settings: Environment): Running {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(RECOURSE|TEMPORAL|WHOP|WEPAY|CCG|DATABASE|HOST$|PORT$|NODE|npm)/.test(name),
  );
  const child = spawn(process.execPath, [join(ROOT, program), ...args], {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  return {
    pid: child.pid ?? 0,
    output: () => output,
    ended: once(child, 'close').then(([code, signal]: (number | string)[]) => code ?? signal ?? 'nothing'),
    kill: (signal) => child.kill(signal),
  };
}

/** Settings of a start of its own: its data folder, and a free port. */
export async function ownSettings(dataDir: string): Promise<Record<string, string> & { PORT: string }> {
  return { RECOURSE_DATA_DIR: dataDir, PORT: String(await freePort()) };
}

/** Waits for a start to print its table, or to end in vain. */
export async function untilRunning(running: Running): Promise<void> {
  const ended = running.ended.then((how) => {
    throw new Error(`ended with ${how}: ${running.output()}`);
  });
  const ready = new Promise<void>((resolve) => {
    const watch = setInterval(() => {
      if (!running.output().includes('Ctrl-C stops everything')) return;
      clearInterval(watch);
      resolve();
    }, 100);
    ended.catch(() => clearInterval(watch));
  });
  await Promise.race([ended, ready]);
}

/** The processes a start has recorded, by name. */
export async function recorded(dataDir: string): Promise<Record<string, number>> {
  const content: Record<string, { pid: number }> = JSON.parse(
    await readFile(join(dataDir, 'processes.json'), 'utf8'),
  );
  return Object.fromEntries(Object.entries(content).map(([name, { pid }]) => [name, pid]));
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Asks the API with the kept token. */
export async function ask(
  dataDir: string,
  port: string,
  path: string,
  request: {
    readonly method?: string;
    readonly body?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<Response> {
  const token = (await readFile(join(dataDir, 'api-token'), 'utf8')).trim();
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    ...request.headers,
  };
  return fetch(`http://127.0.0.1:${port}${path}`, { ...request, headers });
}
