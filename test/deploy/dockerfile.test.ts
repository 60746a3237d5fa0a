import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { ROOT, textOf } from './compose.ts';
import { readDockerfile } from './dockerfile.ts';
import { readIgnored } from './ignored.ts';

const stages = readDockerfile(await textOf('Dockerfile'));
const image = stages.at(-1)?.instructions ?? [];
const isIgnored = readIgnored(await textOf('.dockerignore'));

const the = (name: string) => image.filter((instruction) => instruction.name === name).at(-1);
const copies = stages.flatMap(({ instructions }) => instructions.filter(({ name }) => name === 'COPY'));

test('every stage begins with the same Node, of one version: the one everything is tested with', async () => {
  const { dependencies } = z
    .object({ dependencies: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await textOf('package.json')));
  expect(stages.map((stage) => stage.image)).toEqual(
    Array(stages.length).fill(`node:${dependencies['node']}-bookworm-slim`),
  );
});

test('what is copied from the repository is there, and not kept from the build', () => {
  const paths = copies
    .filter(({ flags }) => flags['from'] === undefined)
    .flatMap(({ words }) => words.slice(0, -1));
  expect(paths).not.toEqual([]);
  for (const path of paths)
    expect([path, existsSync(join(ROOT, path)), isIgnored(path)]).toEqual([path, true, false]);
});

test('what is copied from another stage names one', () => {
  const names = stages.map(({ name }) => name);
  for (const { flags } of copies) if (flags['from'] !== undefined) expect(names).toContain(flags['from']);
});

test('no secret, no setting and no package of this machine reaches the build', () => {
  for (const path of [
    'secrets/database_url',
    'settings/recourse.env',
    '.git/config',
    'node_modules/pg',
    '.recourse/x',
  ])
    expect([path, isIgnored(path)]).toEqual([path, true]);
});

test('it runs as a user without rights, and tells how it is', () => {
  expect(the('USER')?.words).toEqual(['node']);
  const check = the('HEALTHCHECK');
  expect(check?.words[0]).toBe('CMD');
});

test('a command may follow its name: no shell stands between Docker and the program', () => {
  expect(the('ENTRYPOINT')).toMatchObject({ isJson: true, words: ['node', 'src/main.ts'] });
  expect(the('CMD')).toMatchObject({ isJson: true, words: ['--help'] });
});
