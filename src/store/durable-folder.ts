import { fsyncSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

type InitOptions = Parameters<NodeFS['init']>[1];

/** The part of Emscripten's file system for Node that is completed here. */
interface Emscripten {
  readonly NODEFS: { readonly stream_ops: { fsync?: (stream: { readonly nfd: number }) => number } };
}

/** The WASI error number of a failed write; PostgreSQL then stops rather than believe that it was kept. */
const EIO = 29;

/**
 * PGlite turns PostgreSQL's `fsync` off. With it on, WAL is flushed by the one call that {@link DurableFolder} brings to the disk;
 * `fdatasync`, the default, would still do nothing.
 */
const DURABLE_START = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  '-c',
  'wal_sync_method=fsync',
];

/**
 * A database's folder whose `fsync` reaches the disk. Emscripten's own answers "done" and does nothing, which survives the end of the
 * process but no loss of power.
 */
class DurableFolder extends NodeFS {
  override init(pglite: PGlite, options: InitOptions): ReturnType<NodeFS['init']> {
    return super.init(pglite, { ...options, preRun: [...(options.preRun ?? []), addFsync] });
  }
}

/** Options for a PGlite that keeps what it acknowledged, in a folder made by {@link createDatabaseFolder}. */
export function durably(folder: string): { readonly fs: NodeFS; readonly startParams: string[] } {
  return { fs: new DurableFolder(folder), startParams: DURABLE_START };
}

/** Makes an empty database. It appears under its name complete and on the disk, or not at all. */
export async function createDatabaseFolder(folder: string): Promise<void> {
  const draft = `${folder}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const pglite = await PGlite.create(draft);
  await pglite.close();
  await Promise.all([draft, ...(await entriesOf(draft))].map(sync));
  await rename(draft, folder);
  await sync(dirname(folder));
}

function addFsync({ NODEFS }: Emscripten): void {
  NODEFS.stream_ops.fsync = ({ nfd }) => {
    try {
      fsyncSync(nfd);
      return 0;
    } catch {
      return EIO;
    }
  };
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  return (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
}

async function sync(path: string): Promise<void> {
  await using file: FileHandle = await open(path, 'r');
  await file.sync();
}
