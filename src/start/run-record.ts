import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { SECOND, type Millis } from '../domain/instant.ts';
import { processIdentity } from './process-identity.ts';

const Processes = z.record(z.string(), z.object({ pid: z.number().int().positive(), identity: z.string() }));
type Processes = z.output<typeof Processes>;

/** How long an orphan gets to end by itself. */
const PATIENCE: Millis = 5 * SECOND;

/** The processes a start has running, on disk, so that the next start knows what the last one left behind. */
export class RunRecord {
  readonly #file: string;
  #processes: Processes = {};
  #written: Promise<void> = Promise.resolve();

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'processes.json');
  }

  /** Remembers a process under a name, in place of the one before. */
  async add(name: string, pid: number): Promise<void> {
    const identity = await processIdentity(pid);
    if (identity === null) return;
    this.#processes = { ...this.#processes, [name]: { pid, identity } };
    await this.#write();
  }

  async clear(): Promise<void> {
    this.#processes = {};
    await this.#write();
  }

  /** Whether the process recorded under a name is still there, whoever recorded it. */
  async isRunning(name: string): Promise<boolean> {
    const { [name]: recorded } = await this.#read();
    return recorded !== undefined && (await processIdentity(recorded.pid)) === recorded.identity;
  }

  /** Ends what an earlier start left running. Answers with the names of what it found. */
  async endOrphans(): Promise<readonly string[]> {
    const left = Object.entries(await this.#read());
    const found = await Promise.all(
      left.map(async ([name, { pid, identity }]) => ((await endProcess(pid, identity)) ? name : null)),
    );
    await this.clear();
    return found.filter((name) => name !== null);
  }

  async #read(): Promise<Processes> {
    try {
      return Processes.parse(JSON.parse(await readFile(this.#file, 'utf8')));
    } catch {
      return {};
    }
  }

  /** One after the other, and renamed into place: a kill in the middle leaves the record of before. */
  #write(): Promise<void> {
    const content = `${JSON.stringify(this.#processes, null, 2)}\n`;
    this.#written = this.#written.then(async () => {
      await writeFile(`${this.#file}.new`, content);
      await rename(`${this.#file}.new`, this.#file);
    });
    return this.#written;
  }
}

/** Ends a process if it is still the one meant; answers whether it was. */
async function endProcess(pid: number, identity: string): Promise<boolean> {
  const isThere = async () => (await processIdentity(pid)) === identity;
  if (!(await isThere())) return false;
  signal(pid, 'SIGTERM');
  for (const deadline = Date.now() + PATIENCE; Date.now() < deadline; await sleep(50)) {
    if (!(await isThere())) return true;
  }
  if (await isThere()) signal(pid, 'SIGKILL');
  while (await isThere()) await sleep(20);
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime, which is what we want.
  }
}
