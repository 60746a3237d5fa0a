import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs, { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openStore } from '../../src/store/open.ts';
import type { Store } from '../../src/store/store.ts';
import { aCase, anEntry } from './a-case.ts';

const PROGRAM = join(import.meta.dirname, 'programs', 'record-without-end.ts');

describe('the embedded store', () => {
  let made: string;
  let dataDir: string;
  const open = (): Promise<Store> => openStore({ databaseUrl: null, dataDir });

  beforeAll(async () => {
    made = await mkdtemp(join(tmpdir(), 'recourse-test-store-made-'));
    await (await openStore({ databaseUrl: null, dataDir: made })).close();
  });
  afterAll(() => rm(made, { recursive: true, force: true }));
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'recourse-test-store-'));
    await cp(made, dataDir, { recursive: true });
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  it('has everything again after it was closed and opened', async () => {
    const first = await open();
    await first.recordCase(aCase('pay_1'), [anEntry(1)]);
    await first.close();
    const second = await open();
    onTestFinished(() => second.close());
    expect(await second.loadCase('whop:pay_1')).toEqual(aCase('pay_1'));
  });

  it('lets nobody else in while it is open, and says so in one sentence', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({
      name: 'StoreOpenError',
      message: `Another Recourse is using ${dataDir}: stop it first, or give this one another RECOURSE_DATA_DIR.`,
    });
    await first.close();
    const second = await open();
    await second.close();
  });

  it('lets no second process in, and the next one at once after kill -9', async () => {
    const other = await startRecording(dataDir);
    await expect(open()).rejects.toThrow('Another Recourse is using');
    await kill(other.process);
    const store = await open();
    await store.close();
  });

  it('has everything it acknowledged before each of three kill -9', { timeout: 120_000 }, async () => {
    for (const writes of [1, 40, 150]) {
      const recording = await startRecording(dataDir);
      const acknowledged = await recording.killAfter(writes);
      const store = await open();
      expect((await store.loadCase('whop:pay_1'))?.nextSeq).toBeGreaterThan(acknowledged);
      const { data } = await store.timeline('whop:pay_1', { limit: 10_000 });
      expect(data.map(({ seq }) => seq).slice(0, acknowledged + 1)).toEqual(upTo(acknowledged));
      await store.close();
    }
  });

  it('starts anew where kill -9 came while the database was being made', { timeout: 120_000 }, async () => {
    await rm(join(dataDir, 'store'), { recursive: true });
    const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: 'ignore' });
    while (!existsSync(join(dataDir, 'store.new', 'base')))
      await new Promise((resolve) => setTimeout(resolve, 1));
    await kill(child);
    expect(existsSync(join(dataDir, 'store'))).toBe(false);
    const store = await open();
    onTestFinished(() => store.close());
    expect(await store.loadCase('whop:pay_1')).toBeNull();
  });

  it('flushes to the disk before it acknowledges', async () => {
    const store = await open();
    onTestFinished(() => store.close());
    const flushes = countFlushes();
    await store.recordCase(aCase('pay_1'), [anEntry(1)]);
    expect(flushes.count).toBeGreaterThan(0);
  });

  it('says what to do about files it cannot read, and opens them once they are mended', async () => {
    const mark = join(dataDir, 'store', 'PG_VERSION');
    const ours = await readFile(mark);
    await writeFile(mark, '12\n');
    await expect(open()).rejects.toThrow(/^The database in .* cannot be opened: restore it/);
    await writeFile(mark, ours);
    const store = await open();
    await store.close();
  });
});

interface Recording {
  readonly process: ChildProcess;
  /** Kills it once it has acknowledged so many writes, and answers with the last number it acknowledged. */
  killAfter(writes: number): Promise<number>;
}

async function startRecording(dataDir: string): Promise<Recording> {
  const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  await lines.next();
  return {
    process: child,
    async killAfter(writes) {
      let last = -1;
      for (let count = 0; count < writes; count += 1) last = Number((await lines.next()).value);
      child.kill('SIGKILL');
      for (let line = await lines.next(); line.done !== true; line = await lines.next())
        last = Number(line.value);
      return last;
    },
  };
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

function upTo(last: number): number[] {
  return Array.from({ length: last + 1 }, (_, index) => index);
}

/** Counts calls of the system's flush from here on, each still made. */
function countFlushes(): { readonly count: number } {
  const flush = fs.fsyncSync;
  const flushes = { count: 0 };
  fs.fsyncSync = (fd) => {
    flushes.count += 1;
    flush(fd);
  };
  syncBuiltinESMExports();
  onTestFinished(() => {
    fs.fsyncSync = flush;
    syncBuiltinESMExports();
  });
  return flushes;
}
