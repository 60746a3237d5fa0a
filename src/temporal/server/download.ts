import { execFile } from 'node:child_process';
import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { MINUTE, SECOND, type Millis } from '../../domain/instant.ts';
import type { BuildOptions } from './build.ts';
import type { TemporalPrograms } from './programs.ts';

/** The release of the `temporal` tool that has the server we build. */
export const downloadedVersion = 'v1.9.0';

/** Where the SDK downloads from. */
const HOST = 'https://temporal.download';
/** Closed networks often swallow packets rather than refuse them. */
const REACHABLE_WITHIN: Millis = 3 * SECOND;
const DOWNLOADED_WITHIN: Millis = 5 * MINUTE;

const PROGRAM = fileURLToPath(new URL('download-program.ts', import.meta.url));

/** The tool downloaded earlier; null when there is none. */
export async function earlierDownload(cacheDir: string): Promise<TemporalPrograms | null> {
  const cli = join(cacheDir, `temporal-${downloadedVersion}`);
  try {
    await access(cli);
    return { kind: 'cli', cli };
  } catch {
    return null;
  }
}

/** Downloads the `temporal` tool the way the SDK's own tests do; null when that cannot be done from here. */
export async function downloadCli(
  cacheDir: string,
  { report, stop }: BuildOptions,
): Promise<TemporalPrograms | null> {
  if (!(await isReachable())) return null;
  report(
    `Downloading the Temporal server, ${downloadedVersion} of the temporal tool. Once only: about 60 MB.`,
  );
  try {
    await mkdir(cacheDir, { recursive: true });
    await promisify(execFile)(process.execPath, [PROGRAM, cacheDir], {
      timeout: DOWNLOADED_WITHIN,
      signal: stop,
    });
  } catch {
    stop?.throwIfAborted();
    report('The download did not work.');
  }
  return earlierDownload(cacheDir);
}

async function isReachable(): Promise<boolean> {
  try {
    await fetch(HOST, { method: 'HEAD', signal: AbortSignal.timeout(REACHABLE_WITHIN) });
    return true;
  } catch {
    return false;
  }
}
