import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const BUILT = fileURLToPath(new URL('../../dist/web/', import.meta.url));

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

/** What the build says it made: chunks by the source they begin with. */
async function chunks(): Promise<Readonly<Record<string, Chunk>>> {
  const manifest = await readFile(`${BUILT}.vite/manifest.json`, 'utf8').catch(() => {
    throw new Error('The pages are not built: npm run build.');
  });
  return JSON.parse(manifest);
}

/** The scripts loaded for these sources, each once. */
function scriptsOf(sources: readonly string[], all: Readonly<Record<string, Chunk>>): ReadonlySet<string> {
  return new Set(
    sources.flatMap((source) => {
      const { file = '', imports = [] } = all[source] ?? {};
      expect(file, `${source} is built`).not.toBe('');
      return [file, ...scriptsOf(imports, all)];
    }),
  );
}

async function compressedSize(scripts: ReadonlySet<string>): Promise<number> {
  const sizes = await Promise.all(
    [...scripts].map(async (script) => (await stat(`${BUILT}${script}.gz`)).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('frame and inbox are there after less than 300 kB of script, compressed', async () => {
  const first = scriptsOf(['index.html', 'inbox/inbox-page.tsx'], await chunks());
  expect(await compressedSize(first)).toBeLessThan(300_000);
});

test('charts are loaded by nobody who looks at none', async () => {
  const all = await chunks();
  const insights = scriptsOf(['insights/insights-page.tsx'], all);
  const others = scriptsOf(['index.html', 'inbox/inbox-page.tsx', 'case/case-page.tsx'], all);
  const charts = [...insights].filter((script) => !others.has(script));
  expect(await compressedSize(new Set(charts))).toBeGreaterThan(50_000);
});
