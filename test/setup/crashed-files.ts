import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';

/**
 * Writes down which test files told nothing because their process ended by itself, where that is all that went wrong: Node, V8 or an addon aborted
 * it, which says nothing about the tests. Whoever started Vitest runs those once more. A test that fails in the ordinary way is not forgiven by this.
 *
 * The file named by `CRASHED_TEST_FILES` gets a JSON array of paths; nothing is written when nothing crashed, or when more than that went wrong.
 */
export default class CrashedFiles implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    const file = process.env['CRASHED_TEST_FILES'];
    if (file === undefined || errors.length === 0 || !errors.every(isCrash)) return;
    if (modules.some((module) => module.state() === 'failed')) return;
    const untold = modules.filter((module) => ['queued', 'pending'].includes(module.state()));
    if (untold.length > 0) writeFileSync(file, JSON.stringify(untold.map(({ moduleId }) => moduleId)));
  }
}

/** What Vitest 5 says when the process of a test file is gone before it was told to end. */
function isCrash({ cause }: SerializedError): boolean {
  return cause?.message.startsWith('Worker exited unexpectedly with signal ') === true;
}
