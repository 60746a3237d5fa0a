import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, test } from 'vitest';
import { ROOT, textOf } from './compose.ts';

const OURS = 'deploy/temporal/dynamic-config.yaml';

const programs = inject('temporalPrograms');
if (programs.kind !== 'server')
  console.log(
    `SKIPPED on Temporal's dynamic configuration: only the server built here checks it, not the temporal tool.`,
  );

// The temporal tool, which is downloaded where there is one for the machine, has no such command: nothing else could check the file there.
describe.skipIf(programs.kind !== 'server')("Temporal's dynamic configuration", () => {
  test('holds settings that the server knows, with values it takes', async () => {
    const file = join(ROOT, OURS);
    expect(await validated(file)).toBe(`${file}\n`);
  });

  test('would be refused with a misspelt name, a wrong value, or out of shape', async () => {
    const ours = await textOf(OURS);
    const name = 'matching.numTaskqueueReadPartitions';
    expect(await validatedText(ours.replace(name, `${name}s`))).toMatch(/warning: unregistered key/);
    expect(await validatedText(ours.replace('value: 1s', 'value: soon'))).toMatch(
      /warning: validation failed/,
    );
    expect(await validatedText(ours.replace('  - value: 200', '  value: 200'))).toMatch(
      /error: decode error/,
    );
  });
});

/** What the server says of a file: its name, and a line for whatever is wrong. It ends with 0 all the same. */
async function validated(file: string): Promise<string> {
  const server = programs.kind === 'server' ? programs.server : '';
  return (await promisify(execFile)(server, ['validate-dynamic-config', file])).stdout;
}

async function validatedText(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'recourse-dynamic-config-'));
  try {
    const file = join(folder, 'dynamic-config.yaml');
    await writeFile(file, text);
    return await validated(file);
  } finally {
    await rm(folder, { recursive: true });
  }
}
