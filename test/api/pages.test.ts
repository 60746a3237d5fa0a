import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openApi, type TestApi } from './an-api.ts';

const SHELL = '<!doctype html><style nonce="__CSP_NONCE__"></style><div id="root"></div>';
const SCRIPT = 'export const built = true;';
const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

const LIBRARY = { script: 'https://cdn.example/library.js', uploads: 'https://uploads.example/v3/' };

let folder: string;
let api: TestApi;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-pages-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), SHELL);
  await writeFile(join(folder, 'secret.txt'), 'not an asset');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), SCRIPT);
  await writeFile(join(folder, 'assets', 'main-1a2b.js.gz'), gzipSync(SCRIPT));
  api = await openApi({ pages: { folder, libraries: [LIBRARY] } });
});
afterAll(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

function look(path: string, headers: Readonly<Record<string, string>> = BROWSER) {
  return fetch(api.url + path, { headers, redirect: 'manual' });
}

function directives(response: Response): ReadonlyMap<string, string> {
  const policy = response.headers.get('content-security-policy') ?? '';
  return new Map(
    policy.split('; ').map((part) => [part.split(' ')[0] ?? '', part.split(' ').slice(1).join(' ')]),
  );
}

describe('the shell', () => {
  test.each([
    '/',
    '/?tab=bank&q=ada',
    '/cases/whop:pay_1',
    '/refunds',
    '/refunds/new',
    '/refunds/whop:pay_1:order-17',
    '/insights',
    '/health',
    '/sign-in?return_to=%2Frefunds',
    '/sign-in/link/abc',
  ])('stands at %s, for anybody, and is kept by nobody', async (path) => {
    const response = await look(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.text()).toContain('<div id="root">');
  });

  test('lets in its own scripts, its styles by a nonce made for this answer alone, and nothing else', async () => {
    const [first, second] = [await look('/'), await look('/')];
    const policy = directives(first);
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('script-src')).toBe("'self' https://cdn.example");
    expect(policy.get('connect-src')).toBe("'self' https://uploads.example");
    expect(policy.get('frame-ancestors')).toBe("'none'");
    expect(policy.get('base-uri')).toBe("'none'");
    expect(policy.get('form-action')).toBe("'self'");
    const nonce = /'nonce-([^']+)'/.exec(policy.get('style-src') ?? '')?.[1];
    expect(await first.text()).toContain(`nonce="${nonce}"`);
    expect(directives(second).get('style-src')).not.toBe(policy.get('style-src'));
    expect(first.headers.get('x-content-type-options')).toBe('nosniff');
    expect(first.headers.get('referrer-policy')).toBe('no-referrer');
  });
});

describe('what it loads', () => {
  test('is kept for ever, and sent compressed to whoever takes that', async () => {
    const { headers, bytes } = await api.send('GET', '/assets/main-1a2b.js', { token: null });
    expect(headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(headers.get('content-type')).toMatch(/^text\/javascript/);
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(bytes.toString(), 'fetch has unpacked it').toBe(SCRIPT);
  });

  test('is sent as it is to whoever does not', async () => {
    const response = await look('/assets/main-1a2b.js', { 'accept-encoding': 'identity' });
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(await response.text()).toBe(SCRIPT);
  });

  test.each(['/assets/gone-9z.js', '/assets/..%2fsecret.txt', '/assets/%2e%2e%2findex.html'])(
    'is not there at %s, and the refusal is not kept',
    async (path) => {
      const response = await look(path);
      expect(response.status).toBe(404);
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(response.headers.get('content-encoding')).toBeNull();
      expect(response.headers.get('content-type')).toMatch(/problem\+json/);
    },
  );
});

describe('an address there is nothing under', () => {
  test('shows people a page that says so', async () => {
    const response = await look('/casess/whop:pay_1');
    expect(response.status).toBe(404);
    expect(response.headers.get('content-type')).toMatch(/^text\/html/);
  });

  test('is a problem to programs, and to everybody within the API', async () => {
    const program = await look('/casess/whop:pay_1', { accept: '*/*' });
    expect(program.headers.get('content-type')).toMatch(/problem\+json/);
    const within = await look('/api/v1/nothing');
    expect(within.headers.get('content-type')).toMatch(/problem\+json/);
  });
});

test('without built pages the page says how to build them, and the API answers all the same', async () => {
  await rename(join(folder, 'index.html'), join(folder, 'index.away'));
  try {
    const page = await look('/');
    expect(page.status).toBe(503);
    expect(await page.text()).toContain('npm run build');
    expect((await api.send('GET', '/api/v1/disputes')).status).toBe(200);
  } finally {
    await rename(join(folder, 'index.away'), join(folder, 'index.html'));
  }
});
