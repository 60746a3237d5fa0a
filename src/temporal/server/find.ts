import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { BuildFailedError, buildTemporal, earlierBuild, type BuildOptions } from './build.ts';
import { downloadCli, earlierDownload } from './download.ts';
import type { TemporalPrograms } from './programs.ts';
import { OperatorError } from '../../operator-error.ts';

/** Thrown when this machine has no way to run a Temporal server; the message says what to install. */
export class NoTemporalError extends OperatorError {
  override readonly name = 'NoTemporalError';
}

/** The first command line tool whose development server is as new as the one we build. */
const CLI_VERSION = { major: 1, minor: 9 };
const GO_VERSION = '1.26.8';

/**
 * Finds the programs of a Temporal server, in the order a user would expect: an earlier build or download, the `temporal` tool on the PATH, a
 * download, a new build.
 *
 * @param cacheDir - where builds are kept
 * @throws NoTemporalError
 */
export async function findTemporal(cacheDir: string, options: BuildOptions): Promise<TemporalPrograms> {
  return (
    (await earlierBuild(cacheDir)) ??
    (await earlierDownload(cacheDir)) ??
    (await cliOnPath()) ??
    (await downloadCli(cacheDir, options)) ??
    (await newBuild(cacheDir, options))
  );
}

/** The `temporal` tool on the PATH; null when there is none, or it is too old. */
export async function cliOnPath(): Promise<TemporalPrograms | null> {
  const printed = await versionOf('temporal', ['--version']);
  const [major = 0, minor = 0] =
    /version (\d+)\.(\d+)/
      .exec(printed ?? '')
      ?.slice(1)
      .map(Number) ?? [];
  const isNewer = major > CLI_VERSION.major;
  const isGood = isNewer || (major === CLI_VERSION.major && minor >= CLI_VERSION.minor);
  return isGood ? { kind: 'cli', cli: 'temporal' } : null;
}

/** A new build; needs Go. */
export async function newBuild(cacheDir: string, options: BuildOptions): Promise<TemporalPrograms> {
  const toInstall = `Install the temporal command line tool, version ${CLI_VERSION.major}.${CLI_VERSION.minor} or newer (https://docs.temporal.io/cli), or Go ${GO_VERSION} or newer (https://go.dev/dl), or set TEMPORAL_ADDRESS to a server you have.`;
  if ((await versionOf('go', ['version'])) === null) {
    throw new NoTemporalError(`There is no Temporal server, nor a way to make one. ${toInstall}`);
  }
  try {
    return await buildTemporal(cacheDir, options);
  } catch (error) {
    if (!(error instanceof BuildFailedError)) throw error;
    throw new NoTemporalError(`The Temporal server could not be built: ${error.message}. ${toInstall}`);
  }
}

/** What a program prints about its version; null when it cannot be run. */
async function versionOf(program: string, args: readonly string[]): Promise<string | null> {
  try {
    return (await promisify(execFile)(program, args)).stdout;
  } catch {
    return null;
  }
}
