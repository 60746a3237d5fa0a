/**
 * Loaded into a worker before its own code, in each of its threads (`--import`): when the process gets SIGUSR2, each collects its garbage and writes how
 * many bytes it still uses to a file of its own in `MEMORY_FOLDER`. What the system has given a process tells how much garbage V8 has let lie, which is
 * much where nothing else wants the memory.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread, threadId } from 'node:worker_threads';

const folder = process.env['MEMORY_FOLDER'];
if (folder !== undefined) {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const tell = (): void => {
    collect();
    const { used_heap_size, external_memory } = getHeapStatistics();
    writeFileSync(join(folder, `${process.pid}-${threadId}`), String(used_heap_size + external_memory));
  };
  // Signals reach the main thread alone.
  const threads = new BroadcastChannel('collect');
  threads.unref();
  threads.addEventListener('message', tell);
  if (isMainThread)
    process.on('SIGUSR2', () => {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- that of windows, not of threads
      threads.postMessage(null);
      tell();
    });
}
