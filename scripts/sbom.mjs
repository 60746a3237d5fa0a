// Writes what Recourse is made of (CycloneDX, JSON) to dist/sbom.cdx.json, from the lockfile alone.
import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FILE = join('dist', 'sbom.cdx.json');
const ARGS = 'sbom --package-lock-only --sbom-format cyclonedx --sbom-type application --loglevel error';

const { stdout } = await promisify(execFile)('npm', ARGS.split(' '), { cwd: ROOT, maxBuffer: 2 ** 26 });
const sbom = JSON.parse(stdout);
// npm names it after the folder it happens to lie in.
sbom.metadata.component.name = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')).name;
await mkdir(join(ROOT, 'dist'), { recursive: true });
await writeFile(join(ROOT, FILE), `${JSON.stringify(sbom, null, 2)}\n`);
console.log(`${FILE}: ${sbom.components.length} packages`);
