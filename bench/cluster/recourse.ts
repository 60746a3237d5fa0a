import { basename, join } from 'node:path';
import type { Environment } from '../../src/config.ts';
import { SECOND } from '../../src/domain/instant.ts';
import { ROOT } from './compose.ts';
import type { ProgramSpec } from './program.ts';
import { writeSecret } from './secrets.ts';

/** One process of Recourse, as `recourse COMMAND` starts it. */
interface RecourseProcess {
  readonly name: string;
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly logFile: string;
}

export function apiProgram(process: RecourseProcess, port: number): ProgramSpec {
  return { ...recourse(process), isReady: () => answers(`http://127.0.0.1:${port}/healthz`) };
}

export function workerProgram(process: RecourseProcess): ProgramSpec {
  return { ...recourse(process), isReady: async (printed) => (await printed()).includes('the worker works') };
}

export function sandboxProgram(process: RecourseProcess, port: number): ProgramSpec {
  return { ...recourse(process), isReady: () => answers(`http://127.0.0.1:${port}/control`) };
}

function recourse({ name, args, environment, logFile }: RecourseProcess): Omit<ProgramSpec, 'isReady'> {
  const file = process.execPath;
  const command = { file, args: [join(ROOT, 'src', 'main.ts'), ...args] };
  return { name, command, environment, logFile, linked: true };
}

/** Whether a page is there, and good. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2 * SECOND) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

/** Settings added to those of production, in whose place they come: what production reads from a file goes into that file. */
export async function withSettings(
  production: Readonly<Record<string, string>>,
  settings: Environment,
  secrets: string,
): Promise<Environment> {
  const merged: Record<string, string | undefined> = { ...production };
  for (const [name, value] of Object.entries(settings)) {
    const file = production[`${name}_FILE`];
    if (file === undefined) merged[name] = value;
    else await writeSecret(secrets, basename(file), value ?? '');
  }
  return merged;
}
