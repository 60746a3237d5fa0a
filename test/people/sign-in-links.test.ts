import { mkdtemp, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { instant, millis, plus, SECOND } from '../../src/domain/instant.ts';
import { LINK_LIFE, makeLink, signInLinks, type SignInLinks } from '../../src/people/sign-in-links.ts';

const ADA = { name: 'ada', role: 'approver', merchantIds: ['biz_1'] } as const;
const NOW = instant(Date.now());

let dataDir: string;
let links: SignInLinks;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'recourse-links-'));
  links = signInLinks(dataDir);
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const kept = () => readdir(join(dataDir, 'sign-in-links'));

test('a link lets in whom it was made for, once', async () => {
  const secret = await makeLink(dataDir, ADA, NOW);
  expect(await links.use(secret, NOW)).toEqual({
    id: 'ada',
    issuer: 'urn:recourse:link',
    subject: 'ada',
    name: 'ada',
    mail: null,
    mailVerified: false,
    role: 'approver',
    merchantIds: ['biz_1'],
  });
  expect(await links.use(secret, NOW)).toBeNull();
  expect(await kept()).toEqual([]);
});

test('of many who use it at once one gets in', async () => {
  const secret = await makeLink(dataDir, ADA, NOW);
  const letIn = await Promise.all(Array.from({ length: 20 }, () => links.use(secret, NOW)));
  expect(letIn.filter((newcomer) => newcomer !== null)).toHaveLength(1);
});

test('after its time it lets nobody in', async () => {
  const secret = await makeLink(dataDir, ADA, NOW);
  expect(await links.use(secret, plus(NOW, LINK_LIFE))).toBeNull();
  const other = await makeLink(dataDir, ADA, NOW);
  expect(await links.use(other, plus(NOW, LINK_LIFE - SECOND))).not.toBeNull();
});

test.each(['', 'x', '../api-token', 'a'.repeat(200)])('%j is no link', async (secret) => {
  await makeLink(dataDir, ADA, NOW);
  expect(await links.use(secret, NOW)).toBeNull();
  expect(await kept()).toHaveLength(1);
});

test('what is kept is readable by its owner alone, and cannot be used as a link', async () => {
  const secret = await makeLink(dataDir, ADA, NOW);
  const [name = ''] = await kept();
  const file = join(dataDir, 'sign-in-links', name);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(dataDir, 'sign-in-links'))).mode & 0o777).toBe(0o700);
  expect(name + (await readFile(file, 'utf8'))).not.toContain(secret);
  expect(await links.use(name, NOW)).toBeNull();
});

test('links nobody used are swept away when another is made', async () => {
  await makeLink(dataDir, ADA, NOW);
  const [old = ''] = await kept();
  const long = (millis(NOW) - 2 * LINK_LIFE) / SECOND;
  await utimes(join(dataDir, 'sign-in-links', old), long, long);
  await makeLink(dataDir, ADA, NOW);
  expect(await kept()).toHaveLength(1);
  expect(await kept()).not.toContain(old);
});
