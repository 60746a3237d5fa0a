import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND, type Millis } from '../domain/instant.ts';
import { OperatorError } from '../operator-error.ts';
import { FolderLock } from '../store/folder-lock.ts';

/** A start that was just told to stop may still be at it. */
const PATIENCE: Millis = 5 * SECOND;

/**
 * Makes the data folder unless it is there, and keeps every other start out of it until the lock is released or this process ends.
 *
 * @throws OperatorError when it cannot be made
 * @throws StoreOpenError when another start has it
 */
export async function takeDataFolder(dataDir: string): Promise<FolderLock> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new OperatorError(
      `RECOURSE_DATA_DIR ${dataDir} cannot be made: set it to a folder you may write to.`,
      {
        cause: error,
      },
    );
  }
  for (const deadline = Date.now() + PATIENCE; ; await sleep(200)) {
    try {
      return FolderLock.take(join(dataDir, 'lock'));
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
  }
}
