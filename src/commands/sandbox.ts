import { once } from 'node:events';
import { join } from 'node:path';
import { createLog } from '../log.ts';
import { OperatorError } from '../operator-error.ts';
import { startSandbox } from '../sandbox/server.ts';
import { originOf } from '../start/address.ts';
import { accountFile, sandboxAccount } from '../start/sandbox-account.ts';
import type { Command } from './command.ts';

export const sandbox: Command = {
  summary: "Runs the providers' stand-in alone.",
  details:
    'It listens on loopback, keeps its state and its secrets in RECOURSE_DATA_DIR, and sends its webhooks to the API\non HOST and PORT.',
  options: {
    port: { type: 'string', value: 'PORT', help: 'The port to listen on; a free one when absent.' },
    demo: { type: 'boolean', help: 'Open disputes and rule on them by itself.' },
    faults: {
      type: 'boolean',
      help: 'Break some of its calls and webhooks at random, in ways Recourse survives.',
    },
  },
  run: async ({ config, options, stop }) => {
    const log = createLog(config.logLevel, 'short');
    const running = await startSandbox({
      accounts: await sandboxAccount(config.dataDir),
      host: '127.0.0.1',
      port: portFrom(options['port']),
      dataDir: join(config.dataDir, 'sandbox'),
      webhooksTo: `${originOf(config)}/webhooks`,
      demo: options['demo'] === true,
      faults: options['faults'] === true ? 'mild' : null,
      log,
    });
    log.info(
      { url: running.url, control: running.controlUrl, account: accountFile(config.dataDir) },
      'the sandbox listens',
    );
    if (!stop.aborted) await once(stop, 'abort');
    await running.close();
    return 0;
  },
};

function portFrom(option: string | boolean | undefined): number {
  if (option === undefined) return 0;
  const port = Number(option);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new OperatorError('--port takes a whole number up to 65535.');
}
