import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import { TASK_QUEUE } from '../../src/domain/messages.ts';

/** Runs the tiny workflows in a namespace; answers with how to stop that. */
export async function startTinyWorker(namespace: string): Promise<() => Promise<void>> {
  const run = await prepareTinyWorker(namespace);
  return run();
}

/** All of starting that takes long; the worker asks for nothing before it is told to run. */
export async function prepareTinyWorker(namespace: string): Promise<() => () => Promise<void>> {
  const native = await NativeConnection.connect({ address: inject('temporalAddress') });
  const worker = await Worker.create({
    connection: native,
    namespace,
    taskQueue: TASK_QUEUE,
    workflowsPath: fileURLToPath(new URL('tiny-workflows.ts', import.meta.url)),
  });
  return () => {
    const running = worker.run();
    return async () => {
      worker.shutdown();
      await running;
      await native.close();
    };
  };
}
