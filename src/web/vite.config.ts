import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const BEST = { level: constants.Z_BEST_COMPRESSION };
const compress = promisify(gzip);

export default defineConfig({
  root: import.meta.dirname,
  // What the API puts in its place, anew for every answer: see src/api/pages.ts.
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: join(import.meta.dirname, '../../dist/web'),
    emptyOutDir: true,
    target: 'es2024',
    // As old as the scripts' target; without it light-dark() is rewritten into variables that only some elements have.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    manifest: true,
    modulePreload: { polyfill: false },
    // Everything that is shown comes from a file: the pages' own policy takes no data but images.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    // What is loaded first is measured compressed, by test/web/first-load.test.ts.
    chunkSizeWarningLimit: 1_000,
  },
  plugins: [react(), compressed()],
});

/** Puts a compressed copy beside each script and style sheet, so that nothing is compressed while somebody waits. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    async writeBundle({ dir = '' }, bundle) {
      const files = Object.keys(bundle).filter((name) => /\.(js|css|svg)$/.test(name));
      await Promise.all(
        files.map(async (name) => {
          const file = join(dir, name);
          await writeFile(`${file}.gz`, await compress(await readFile(file), BEST));
        }),
      );
    },
  };
}
