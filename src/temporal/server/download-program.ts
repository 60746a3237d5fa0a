// Run by download.ts as a process of its own, because the SDK's download can neither be told to stop nor be given a time limit.
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { downloadedVersion } from './download.ts';

const environment = await TestWorkflowEnvironment.createLocal({
  server: {
    ip: '127.0.0.1',
    executable: {
      type: 'cached-download',
      version: downloadedVersion,
      downloadDir: String(process.argv[2]),
    },
  },
});
await environment.teardown();
