import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { pino } from 'pino';
import type { WorkflowBundle } from '../../src/workflow-bundle.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Puts `added` before or after `at`, which stands in the file exactly once. */
export interface Change {
  readonly file: string;
  readonly at: string;
  readonly added: string;
}

/** A change of the workflows as somebody would make it for a release: each case takes a step more, and those that run already are told apart. */
export const PATCHED: readonly Change[] = [
  {
    file: 'src/workflows/dispute.ts',
    at: '    const step = plan(file, now());\n',
    added:
      "    if (!file.state.seenEvents.includes('looked') && patched('looks-around')) {\n      await sleep(1);\n" +
      "      file.state.seenEvents.push('looked');\n      file.note(now(), 'looked_around', CLOCK, 'The new version was here.', {});\n    }\n",
  },
  { file: 'src/workflows/dispute.ts', at: '  workflowInfo,\n', added: '  patched,\n  sleep,\n' },
  {
    file: 'src/workflows/refund.ts',
    at: '    const outcome = await call(',
    added: "    if (patched('thinks-twice')) await sleep(1);\n",
  },
  { file: 'src/workflows/refund.ts', at: 'workflowInfo } from', added: 'patched, sleep, ' },
];

/** The same without a word to the cases that run: what must never be released. */
export const UNPATCHED: readonly Change[] = [
  {
    file: 'src/workflows/dispute.ts',
    at: '  const file = await open(input);\n',
    added: '  await sleep(1);\n',
  },
  { file: 'src/workflows/dispute.ts', at: '  workflowInfo,\n', added: '  sleep,\n' },
];

/** Bundles the workflows as a worker does, with changes made to a copy of them. */
export async function changedWorkflows(changes: readonly Change[]): Promise<WorkflowBundle> {
  const copy = await mkdtemp(join(tmpdir(), 'recourse-changed-'));
  try {
    await cp(join(ROOT, 'src'), join(copy, 'src'), {
      recursive: true,
      filter: (path) => !path.startsWith(join(ROOT, 'src', 'web')),
    });
    for (const file of ['package.json', 'package-lock.json']) await cp(join(ROOT, file), join(copy, file));
    await symlink(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    for (const change of changes) await make(join(copy, change.file), change);
    const changed: typeof import('../../src/workflow-bundle.ts') = await import(
      /* @vite-ignore */ pathToFileURL(join(copy, 'src', 'workflow-bundle.ts')).href
    );
    return await changed.workflowBundle(join(copy, 'cache'), pino({ level: 'silent' }));
  } finally {
    await rm(copy, { recursive: true, force: true });
  }
}

async function make(file: string, { at, added }: Change): Promise<void> {
  const parts = (await readFile(file, 'utf8')).split(at);
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places that read: ${at}`);
  await writeFile(file, parts.join(`${added}${at}`));
}
