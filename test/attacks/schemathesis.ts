import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Made of requirements.in by `pip-compile --generate-hashes --strip-extras --no-annotate`: every package by its version and hashes. */
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
/** The packages above are those of this Python and newer ones. */
const PYTHON = 'import sys, venv; sys.exit(sys.version_info < (3, 11))';

/**
 * The path of schemathesis, installed once into a virtual environment under the cache folder. Null, said aloud, where it cannot be had; under `CI` that
 * is a failure, as nobody would notice the skip.
 *
 * @throws Error under `CI` when there is none
 */
export async function findSchemathesis(): Promise<string | null> {
  try {
    return await installed();
  } catch (error) {
    const why = 'schemathesis needs python3 (3.11 or newer, with venv) and the Python package index';
    if (process.env['CI']) throw new Error(`${why}.`, { cause: error });
    console.log(`SKIPPED: ${why}.`);
    return null;
  }
}

/** Installed beside its final place and renamed, so that nothing half done is ever found; scripts in it are started by its Python, as they name the old place. */
async function installed(): Promise<string> {
  const hash = createHash('sha256').update(await readFile(REQUIREMENTS));
  const cache = join(homedir(), '.cache', 'recourse');
  const folder = join(cache, `schemathesis-${hash.digest('hex').slice(0, 12)}`);
  const python = join(folder, 'bin', 'python');
  if (existsSync(python)) return python;
  await run('python3', ['-c', PYTHON]);
  await mkdir(cache, { recursive: true });
  const beside = await mkdtemp(`${folder}.`);
  try {
    await run('python3', ['-m', 'venv', beside]);
    const options = ['--require-hashes', '--only-binary', ':all:', '--disable-pip-version-check', '-q'];
    await run(join(beside, 'bin', 'python'), ['-m', 'pip', 'install', ...options, '-r', REQUIREMENTS]);
    await rename(beside, folder);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
  return python;
}

/** What a run of schemathesis came to. */
export interface Verdict {
  readonly exitCode: number;
  readonly output: string;
  /** The statuses that were answered, by operation: `GET /api/v1/disputes`. */
  readonly statuses: ReadonlyMap<string, ReadonlySet<number>>;
}

const OPTIONS = [
  '--phases=examples,coverage,fuzzing',
  '--generation-deterministic',
  '--no-shrink',
  '--continue-on-failure',
  '--checks=all',
  // Values of the right shape that mean nothing here (a cursor, a slot) are refused, and described as such.
  '--exclude-checks=positive_data_acceptance',
  '--max-response-time=15',
  '--request-timeout=20',
  '--suppress-health-check=all',
  '--warnings=off',
  '--report=ndjson',
];

/**
 * Runs it in a folder that holds its `schemathesis.toml` and the description as `openapi.json`: the same requests every time.
 *
 * @param examples - how many requests an operation gets from the generator, beside those that every one gets
 */
export async function runSchemathesis(
  python: string,
  folder: string,
  { url, token, examples }: { readonly url: string; readonly token: string; readonly examples: number },
): Promise<Verdict> {
  const report = join(folder, 'report.ndjson');
  const own = [
    '--url',
    url,
    '-H',
    `Authorization: Bearer ${token}`,
    '-H',
    // Coming in by a link takes a page of the desk's own; with a token it makes no difference.
    `Origin: ${url}`,
    '--max-examples',
    String(examples),
    '--report-ndjson-path',
    report,
  ];
  const child = spawn(python, ['-m', 'schemathesis.cli', 'run', 'openapi.json', ...OPTIONS, ...own], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const [exitCode]: unknown[] = await once(child, 'close');
  return { exitCode: Number(exitCode), output, statuses: statusesIn(await readFile(report, 'utf8')) };
}

interface Recorded {
  readonly ScenarioFinished?: {
    readonly recorder: {
      readonly label: string;
      readonly interactions?: Readonly<
        Record<string, { readonly response?: { readonly status_code: number } }>
      >;
    };
  };
}

function statusesIn(report: string): Map<string, Set<number>> {
  const statuses = new Map<string, Set<number>>();
  for (const line of report.trim().split('\n')) {
    const { ScenarioFinished: finished }: Recorded = JSON.parse(line);
    for (const { response } of Object.values(finished?.recorder.interactions ?? {})) {
      if (finished === undefined || response === undefined) continue;
      const { label } = finished.recorder;
      statuses.set(label, (statuses.get(label) ?? new Set()).add(response.status_code));
    }
  }
  return statuses;
}
