import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreOpenError } from './errors.ts';

/** SQLite's word for a file that somebody else has locked. */
const SQLITE_BUSY = 5;

/**
 * Keeps a second process out of a folder. The lock is the operating system's, taken through SQLite because Node has no call for it, so it
 * ends with the process that holds it, however that ends.
 */
export class FolderLock {
  readonly #file: DatabaseSync;

  private constructor(file: DatabaseSync) {
    this.#file = file;
  }

  /** @throws StoreOpenError when another process holds it, or the file cannot be written */
  static take(path: string): FolderLock {
    try {
      const file = new DatabaseSync(path);
      file.exec('begin exclusive');
      return new FolderLock(file);
    } catch (error) {
      throw new StoreOpenError(
        isBusy(error)
          ? `Another Recourse is using ${dirname(path)}: stop it first, or give this one another RECOURSE_DATA_DIR.`
          : `${path} cannot be written: make its folder writable, or set another RECOURSE_DATA_DIR.`,
      );
    }
  }

  release(): void {
    if (this.#file.isOpen) this.#file.close();
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
}
