import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const Lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      resolved: z.string().optional(),
      integrity: z.string().optional(),
      link: z.boolean().optional(),
      inBundle: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
    }),
  ),
});

async function read(name: string): Promise<unknown> {
  return JSON.parse(await readFile(new URL(`../../${name}`, import.meta.url), 'utf8'));
}

describe('the lockfile', async () => {
  const { packages } = Lockfile.parse(await read('package-lock.json'));
  const installed = Object.entries(packages).filter(([path]) => path !== '');

  test('names every package by the hash of its content, and none by another place than the registry', () => {
    expect(installed.length).toBeGreaterThan(100);
    const odd = installed.filter(
      ([, { integrity = '', resolved, link, inBundle }]) =>
        !inBundle &&
        (link === true || !integrity.startsWith('sha512-') || /^(git|file|http:)/.test(resolved ?? '')),
    );
    expect(odd.map(([path]) => path)).toEqual([]);
  });

  test('has no package whose install script nobody decided on', async () => {
    const { allowScripts } = z
      .object({ allowScripts: z.record(z.string(), z.boolean()) })
      .parse(await read('package.json'));
    const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    const names = new Set(scripted.map(([path]) => path.replace(/^.*node_modules\//, '')));
    // What runs on other systems alone is not installed here, whatever it would do.
    const undecided = [...names].filter((name) => !(name in allowScripts) && name !== 'fsevents');
    expect(undecided).toEqual([]);
    expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(['node']);
  });

  test('becomes a CycloneDX bill of materials with every package and its hash, and nothing of the machine', async () => {
    await promisify(execFile)(process.execPath, ['scripts/sbom.mjs'], { cwd: ROOT });
    const text = await readFile(new URL('../../dist/sbom.cdx.json', import.meta.url), 'utf8');
    const { bomFormat, specVersion, metadata, components } = Bill.parse(JSON.parse(text));
    expect([bomFormat, metadata.component.name]).toEqual(['CycloneDX', 'recourse']);
    expect(Number(specVersion)).toBeGreaterThanOrEqual(1.5);
    const distinct = new Set(
      installed.map(([path, { version }]) => `${path.replace(/^.*node_modules\//, '')}@${version}`),
    );
    expect(new Set(components.map(({ name, version }) => `${name}@${version}`))).toEqual(distinct);
    expect(text).not.toContain(ROOT);
    expect(text).not.toMatch(/"(?:\/|file:)|localhost|127\.0\.0\.1/);
  });
});

/** As far as we look at one: https://cyclonedx.org/docs/1.5/json/ */
const Bill = z.object({
  bomFormat: z.string(),
  specVersion: z.string(),
  serialNumber: z.string().regex(/^urn:uuid:[0-9a-f-]{36}$/),
  metadata: z.object({ component: z.object({ name: z.string(), version: z.string() }) }),
  components: z.array(
    z.object({
      type: z.literal('library'),
      name: z.string(),
      version: z.string(),
      purl: z.string().startsWith('pkg:npm/'),
      hashes: z.array(z.object({ alg: z.string(), content: z.string().regex(/^[0-9a-f]+$/) })).min(1),
    }),
  ),
});
