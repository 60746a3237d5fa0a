import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { HISTORIES } from './recording.ts';
import { changedSinceRelease, keepForRelease, releasesIn } from './releases.ts';

test('the histories of every release are what they were when it came out', async () => {
  for (const version of await releasesIn(HISTORIES)) {
    expect(await changedSinceRelease(HISTORIES, version), version).toEqual([]);
  }
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recourse-releases-'));
  for (const name of ['won', 'lost'])
    await writeFile(join(folder, `${name}.json`), `{"events":["${name}"]}\n`);
  await keepForRelease(folder, '1.0.0');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('a release takes all that was recorded since the one before', async () => {
  await writeFile(join(folder, 'conceded.json'), '{}');
  await keepForRelease(folder, '1.1.0');
  expect(await releasesIn(folder)).toEqual(['1.0.0', '1.1.0']);
  expect(await readdir(folder)).toEqual(['1.0.0', '1.1.0']);
  expect(await changedSinceRelease(folder, '1.0.0')).toEqual([]);
  await expect(keepForRelease(folder, '1.0.0'), 'and no release is made twice').rejects.toThrow('EEXIST');
});

test.each<[string, (release: string) => Promise<void>]>([
  ['recorded anew', (release) => writeFile(join(release, 'won.json'), '{}')],
  ['taken away', (release) => rm(join(release, 'won.json'))],
  ['added', (release) => writeFile(join(release, 'more.json'), '{}')],
])('one that was %s after the release is found out', async (_what, change) => {
  await change(join(folder, '1.0.0'));
  expect((await changedSinceRelease(folder, '1.0.0')).length).toBeGreaterThan(0);
});
