// `npm run cluster`: what docker-compose.yml runs, on this machine, without containers.
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exitCodeFor, sentenceFor } from '../../src/exit.ts';
import { OperatorError } from '../../src/operator-error.ts';
import { reportTo } from '../../src/start/report.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { near } from './compose.ts';

const HELP = `Usage: npm run cluster -- [options]

Runs the topology of docker-compose.yml on loopback, from the same configuration and without containers: PostgreSQL, the official Temporal server on
it, two api behind a balancer, two worker, and the sandbox in place of the providers. Needs PostgreSQL's server and Go, and builds Temporal once.

  --data FOLDER   Keep everything there, and go on with it at the next start. By default all is gone in the end.
  --demo          Have the sandbox open disputes and rule on them by itself.
  --faults        Have the sandbox break some of its calls and webhooks at random.
  --help          This text.

Ctrl-C stops everything within seconds.
`;

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help === true) {
    process.stdout.write(HELP);
    return 0;
  }
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  if (process.connected) process.once('disconnect', () => stop.abort());
  const report = reportTo(process.stdout);
  try {
    const cluster = await startCluster({
      folder: options.data === undefined ? undefined : resolve(options.data),
      sandboxArguments: [...(options.demo ? ['--demo'] : []), ...(options.faults ? ['--faults'] : [])],
      report,
      stop: stop.signal,
    });
    process.stdout.write(tableOf(cluster));
    if (!stop.signal.aborted) await once(stop.signal, 'abort');
    report('Stopping.');
    await cluster.close();
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return 0;
}

function readOptions() {
  try {
    return parseArgs({
      options: {
        data: { type: 'string' },
        demo: { type: 'boolean', default: false },
        faults: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new OperatorError(`${problem}\nSee npm run cluster -- --help.`, { cause: error });
  }
}

function tableOf({ url, apis, temporal, databaseUrl, sandbox, tokens, folder }: Cluster): string {
  const database = new URL(databaseUrl);
  // What somebody does at a terminal ends up in places where nobody looks for secrets.
  database.password = '';
  const secret = (name: string): string => near(join(folder, 'secrets', name));
  const rows = [
    ['API', `${url} (shared out among ${apis.map((api) => api.url).join(' and ')})`],
    ['API pages', `${url}/docs`],
    ['Temporal', `${temporal.address}, namespace ${temporal.namespace}`],
    ['PostgreSQL', `${database.href} (its password: ${secret('recourse_database_password')})`],
    ['Sandbox', sandbox.controlUrl],
    ...Object.keys(tokens).map((role) => ['Token', `${secret(`token_${role}`)} (role ${role})`]),
    ['Logs', near(join(folder, 'logs'))],
  ];
  return [
    '',
    'The cluster is running.',
    '',
    ...rows.map(([name = '', value]) => `  ${name.padEnd(13)}${value}`),
    '',
    'Try next:',
    `  curl -s -H "Authorization: Bearer $(cat ${secret('token_viewer')})" "${url}/api/v1/disputes?limit=5"`,
    `  curl -s ${sandbox.controlUrl}`,
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${sentenceFor(error)}\n`);
  process.exit(exitCodeFor(error));
}
