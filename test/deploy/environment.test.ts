import { loadClientConnectConfig } from '@temporalio/envconfig';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { VARIABLES } from '../../src/config.ts';
import { SECRETS } from '../../src/secret-files.ts';
import { composeData, textOf } from './compose.ts';
import { readDockerfile } from './dockerfile.ts';

/** What Node and OpenTelemetry read by themselves. */
const OF_OTHERS = [
  'NODE_ENV',
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_EXPORTER_OTLP_HEADERS',
  'OTEL_EXPORTER_OTLP_TIMEOUT',
  'OTEL_EXPORTER_OTLP_COMPRESSION',
];

const known = new Set([
  ...Object.keys(VARIABLES),
  ...SECRETS.map((name) => `${name}_FILE`),
  ...readByTemporal(),
  ...OF_OTHERS,
]);

const Deployed = z.object({
  services: z.record(z.string(), z.object({ environment: z.record(z.string(), z.string()).default({}) })),
});

/** A misspelt one would be passed over in silence, and its default be in force. */
const unknownIn = (names: readonly string[]): readonly string[] => names.filter((name) => !known.has(name));

test('every variable of API and worker in docker-compose.yml is one that is read', async () => {
  const { api = [], worker = [] } = await deployedBy('docker-compose.yml');
  expect(api).toContain('TEMPORAL_ADDRESS');
  expect(worker).toContain('TEMPORAL_NAMESPACE');
  expect(unknownIn([...api, ...worker])).toEqual([]);
});

test('so is every one that is set while operators look in', async () => {
  const { api = [] } = await deployedBy('deploy/operator-ports.yml');
  expect(api).not.toEqual([]);
  expect(unknownIn(api)).toEqual([]);
});

test('so is every one of the image', async () => {
  const image = readDockerfile(await textOf('Dockerfile')).at(-1)?.instructions ?? [];
  const set = image.filter(({ name }) => name === 'ENV').flatMap(({ words }) => words);
  const names = set.map((word) => word.split('=')[0] ?? '');
  expect(names).toContain('HOST');
  expect(unknownIn(names)).toEqual([]);
});

test('so is every one the operations page has for Kubernetes', async () => {
  const page = await textOf('docs/operations.md');
  const names = [...page.matchAll(/\{ name: ([A-Z][A-Z_]+), value: /g)].map(([, name = '']) => name);
  expect(names).toContain('TEMPORAL_ADDRESS');
  expect(unknownIn(names)).toEqual([]);
});

test('one that is misspelt is found, whoever reads it', () => {
  const misspelt = ['TEMPORAL_ADRESS', 'DATABASE_URL_FLIE', 'SMPT_URL_FILE', 'HOTS', 'PORT_FILE', 'NODE_EVN'];
  expect(unknownIn([...misspelt, 'TEMPORAL_ADDRESS', 'SMTP_URL_FILE', 'PORT'])).toEqual(misspelt);
});

/** The names a compose file sets, by service. */
async function deployedBy(path: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { services } = Deployed.parse(await composeData(path));
  return Object.fromEntries(
    Object.entries(services).map(([name, { environment }]) => [name, Object.keys(environment)]),
  );
}

/** What Temporal's own library looks for, by letting it look. */
function readByTemporal(): ReadonlySet<string> {
  const read = new Set<string>();
  const overrideEnvVars = new Proxy<Record<string, string>>(
    {},
    {
      get: (_nothing, name) => {
        read.add(String(name));
        return undefined;
      },
    },
  );
  loadClientConnectConfig({ overrideEnvVars, disableFile: true });
  return read;
}
