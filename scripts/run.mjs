// Runs Recourse or its tests in a clone as it comes: installs the packages when they are missing or old, then hands over to the Node among
// them. Plain JavaScript without dependencies, for whatever Node (20 or newer) the machine has.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MODULES = join(ROOT, 'node_modules');
const LOCKFILE = join(ROOT, 'package-lock.json');
/** Holds the hash of the lockfile that node_modules was made from. */
const STAMP = join(MODULES, '.recourse-lockfile');
/** Written by npm once it has finished. */
const INSTALLED = join(MODULES, '.package-lock.json');
const NODE = join(MODULES, '.bin', 'node');
const VITE = join(MODULES, 'vite', 'bin', 'vite.js');
const VITEST = join(MODULES, 'vitest', 'vitest.mjs');
/** Everything the pages are built from. */
const PAGES_SOURCES = [join(ROOT, 'src', 'web'), join(ROOT, 'src', 'domain'), LOCKFILE];
const PAGES = join(ROOT, 'dist', 'web');
/** Holds the hash of what they were built from. */
const PAGES_STAMP = join(PAGES, '.recourse-sources');

/** A channel may stand beside these. It carries nothing; its end tells the child that we are gone, however that came. */
const INHERIT = ['inherit', 'inherit', 'inherit'];

const [what, ...rest] = process.argv.slice(2);
await setUp();
process.exit(await run());

async function run() {
  switch (what) {
    case 'start':
      await buildPages();
      return hand(NODE, ['src/main.ts', 'start', ...rest], { stdio: [...INHERIT, 'ipc'] });
    case 'build':
      return (await buildPages()) || hand(NODE, ['src/workflow-bundle-program.ts']);
    case 'recourse':
      if (['start', 'api'].includes(rest[0]) && !rest.includes('--help')) await buildPages();
      return hand(NODE, ['src/main.ts', ...rest], { stdio: [...INHERIT, 'ipc'] });
    case 'test':
      return (
        (await hand('npm', ['run', '--silent', 'check'])) ||
        (await buildPages()) ||
        test('vitest.config.ts', rest)
      );
    case 'test-pages':
      return (await buildPages()) || test('vitest.pages.config.ts', rest);
    case 'test-long':
      return test('vitest.long.config.ts', rest);
    case 'cluster':
      if (!rest.includes('--help')) await buildPages();
      return hand(NODE, ['bench/cluster/main.ts', ...rest], { stdio: [...INHERIT, 'ipc'] });
    case 'bench':
      await buildPages();
      return hand(NODE, ['bench/main.ts', ...rest], { stdio: [...INHERIT, 'ipc'] });
    case 'bench-faults':
      return hand(NODE, ['bench/faults/main.ts', ...rest], { stdio: [...INHERIT, 'ipc'] });
    default:
      return fail(
        `Usage: node scripts/run.mjs start | test | test-pages | test-long | cluster | bench | bench-faults | build | recourse COMMAND`,
      );
  }
}

/** A test file whose process a signal ended, when nothing else went wrong, is run once more: that tells of Node or an addon, not of what is tested. */
async function test(config, args) {
  const folder = mkdtempSync(join(tmpdir(), 'recourse-test-'));
  const crashed = join(folder, 'crashed.json');
  const env = { ...process.env, CRASHED_TEST_FILES: crashed };
  const reporters = ['--reporter=default', `--reporter=${join(ROOT, 'test', 'setup', 'crashed-files.ts')}`];
  const vitest = (more) => hand(NODE, [VITEST, 'run', `--config=${config}`, ...reporters, ...more], { env });
  try {
    const code = await vitest(args);
    if (!existsSync(crashed)) return code;
    const files = JSON.parse(readFileSync(crashed, 'utf8'));
    rmSync(crashed);
    console.error(`The process of ${files.join(', ')} crashed (above: why). Running it once more.`);
    return await vitest(files);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function setUp() {
  const lockfile = createHash('sha256').update(readFileSync(LOCKFILE)).digest('hex');
  if (isCurrent(lockfile)) return;
  if (lstatSync(MODULES, { throwIfNoEntry: false })?.isSymbolicLink() === true)
    fail('node_modules is a link, and installing would empty the folder it leads to: remove the link.');
  console.error('Installing the packages: half a minute or so.');
  const began = Date.now();
  const clock = setInterval(
    () => console.error(`  still installing (${Math.round((Date.now() - began) / 1000)} s)`),
    15_000,
  );
  const code = await hand('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    env: { ...process.env, PATH: pathWithoutModules() },
  });
  clearInterval(clock);
  if (code !== 0)
    fail(
      'The packages could not be installed: npm ci failed. It needs the npm registry; what it said stands above.',
    );
  if (!existsSync(NODE))
    fail(
      'The package node did not install its program: allow install scripts (npm config set ignore-scripts false) and run npm ci.',
    );
  writeFileSync(STAMP, lockfile);
}

/** Builds the pages for people unless they are there, of these very sources; answers 0. */
async function buildPages() {
  const sources = hashOf(PAGES_SOURCES);
  if (existsSync(PAGES_STAMP) && readFileSync(PAGES_STAMP, 'utf8') === sources) return 0;
  console.error('Building the pages: a few seconds.');
  const code = await hand(NODE, [
    VITE,
    ...'build src/web --config src/web/vite.config.ts --logLevel warn'.split(' '),
  ]);
  if (code !== 0)
    fail('The pages could not be built: what stands above says why. The API alone runs by src/main.ts.');
  writeFileSync(PAGES_STAMP, sources);
  return 0;
}

/** Of files, and of all that is in folders, by name and content. */
function hashOf(paths) {
  const hash = createHash('sha256');
  for (const path of paths) hash.update(path.slice(ROOT.length)).update('\0').update(contentOf(path));
  return hash.digest('hex');
}

function contentOf(path) {
  if (!statSync(path).isDirectory()) return readFileSync(path);
  const names = readdirSync(path).toSorted();
  return hashOf(names.map((name) => join(path, name)));
}

/** By our own stamp, or by npm's when somebody ran npm by hand after the lockfile came. */
function isCurrent(lockfile) {
  if (!existsSync(INSTALLED) || !existsSync(NODE)) return false;
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lockfile) return true;
  return statSync(INSTALLED).mtimeMs >= statSync(LOCKFILE).mtimeMs;
}

/** npm must not run on the Node it is about to replace. */
function pathWithoutModules() {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(MODULES))
    .join(delimiter);
}

/** Runs a program in our place: its output is ours, our signals are its own, and so is the exit code we end with. */
function hand(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: ROOT, stdio: INHERIT, ...options });
    const passOn = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    const watch = whenParentDies(() => child.kill('SIGTERM'));
    child.once('error', (error) => fail(`${program} cannot be run: ${error.message}`));
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      for (const name of signals) process.off(name, passOn);
      resolve(code ?? 128 + constants.signals[signal]);
    });
  });
}

/** npm killed outright passes nothing on; what it started would run for ever. */
function whenParentDies(act) {
  if (process.env.npm_lifecycle_event === undefined) return undefined;
  const parent = process.ppid;
  return setInterval(() => process.ppid !== parent && act(), 1000);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(2);
}
