import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { readConfig } from '../../src/config.ts';
import { SECRETS } from '../../src/secret-files.ts';
import { composeData, readCompose, ROOT, type Service, textOf } from './compose.ts';
import { readDockerfile } from './dockerfile.ts';

const run = promisify(execFile);
const compose = await readCompose();
const services = Object.entries(compose.services);
const OURS = ['api', 'worker'] as const;
/** Ends once it has done its work. */
const JOB = 'temporal-schema';

test.each(['docker-compose.yml', 'deploy/operator-ports.yml'])(
  '%s is what the compose specification allows',
  async (path) => {
    // The specification's own schema, of 2026-06-23, under the Apache License 2.0.
    const schema = z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(await textOf('test/deploy/compose-spec.json')));
    const isAllowed = new Ajv({ strict: false, validateFormats: false }).compile({
      ...schema,
      $schema: 'http://json-schema.org/draft-07/schema#',
    });
    isAllowed(await composeData(path));
    expect(isAllowed.errors).toBeNull();
  },
);

test('only the API has a port outside, and that on this machine unless somebody says otherwise', () => {
  const published = services.filter(([, { ports }]) => ports.length > 0);
  expect(published.map(([name, { ports }]) => [name, ports])).toEqual([
    ['api', ['${RECOURSE_PUBLISH:-127.0.0.1:3000}:3000']],
  ]);
});

test('what operators open for a while is open to this machine alone', async () => {
  const Opened = z.object({
    services: z.record(z.string(), z.object({ ports: z.array(z.string()).default([]) })),
  });
  const opened = Opened.parse(await composeData('deploy/operator-ports.yml')).services;
  expect(Object.keys(compose.services)).toEqual(expect.arrayContaining(Object.keys(opened)));
  for (const { ports } of Object.values(opened)) {
    for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
  }
});

test('nothing but the API and the workers has a way out of the inner network', () => {
  expect(compose.networks['inside']?.internal).toBe(true);
  for (const [name, { networks }] of services) {
    expect([name, networks]).toEqual([name, isOurs(name) ? ['inside', 'outside'] : ['inside']]);
  }
});

test.each(services)('%s names its image by one version, on every machine the same', (_name, { image }) => {
  expect(image).toMatch(/:(?:v?\d+\.\d+(?:\.\d+)?(?:-[a-z]+)?|\$\{RECOURSE_VERSION:-\d+\.\d+\.\d+\})$/);
});

test('the server of Temporal, its schema and its pages are of the versions everything is tested with', async () => {
  const pinned = await textOf('tools/temporal/go.mod');
  const version = (module: string) => new RegExp(`${module} v(\\S+)`).exec(pinned)?.[1];
  const server = version('go.temporal.io/server');
  expect(compose.services['temporal']?.image).toBe(`temporalio/server:${server}`);
  expect(compose.services[JOB]?.image).toBe(`temporalio/admin-tools:${server}`);
  expect(compose.services['temporal-ui']?.image).toBe(
    `temporalio/ui:${version('github.com/temporalio/ui-server/v2')}`,
  );
});

test.each(services)('%s has no more rights than it needs, and its log is kept short', (_name, service) => {
  expect(service.security_opt).toEqual(['no-new-privileges:true']);
  expect(service.cap_drop).toEqual(['ALL']);
  expect(service.logging?.options['max-size']).toBeDefined();
});

test.each(services.filter(([name]) => name !== JOB))(
  '%s is started again when it dies, and tells how it is',
  async (_name, { restart, healthcheck, build }) => {
    expect(restart).toBe('unless-stopped');
    const ofImage = readDockerfile(await textOf('Dockerfile')).at(-1)?.instructions ?? [];
    const checked = build === undefined ? healthcheck : ofImage.find(({ name }) => name === 'HEALTHCHECK');
    expect(checked).toBeDefined();
  },
);

test('each waits for what it needs: services until they are healthy, the job until it has ended well', () => {
  for (const [name, { depends_on: needs }] of services) {
    for (const [needed, { condition }] of Object.entries(needs)) {
      expect(compose.services, name).toHaveProperty(needed);
      expect([name, needed, condition]).toEqual([
        name,
        needed,
        needed === JOB ? 'service_completed_successfully' : 'service_healthy',
      ]);
    }
  }
  expect(needsOf(JOB)).toEqual(['postgres']);
  expect(needsOf('temporal')).toEqual([JOB]);
  for (const name of OURS) expect(needsOf(name)).toEqual(['postgres', 'temporal']);
});

test('every volume and secret a service uses is declared, and none for nothing', () => {
  const mounted = services.flatMap(([, { volumes }]) => volumes.map(({ source }) => source));
  const named = mounted.filter((source) => !source.startsWith('.'));
  expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  const used = new Set(services.flatMap(([, { secrets }]) => secrets));
  expect([...used].toSorted()).toEqual(Object.keys(compose.secrets).toSorted());
});

test('every folder that is mounted is in the repository, but for the one that is yours', () => {
  for (const [name, { volumes }] of services) {
    for (const { source, target, mode } of volumes.filter(({ source: path }) => path.startsWith('.'))) {
      expect(source === './settings' || existsSync(join(ROOT, source)), `${name}: ${source}`).toBe(true);
      expect([target, mode]).toEqual([target, 'ro']);
    }
  }
});

describe('the settings of API and worker', () => {
  test.each(OURS)('of %s hold no secret: each comes from a file it is given', (name) => {
    const { environment, secrets } = serviceOf(name);
    for (const [variable, value] of Object.entries(environment)) {
      expect([...SECRETS, 'TEMPORAL_TLS_CLIENT_KEY_DATA']).not.toContain(variable);
      if (!value.startsWith('/run/secrets/')) continue;
      expect(variable.endsWith('_FILE') && SECRETS.includes(variable.slice(0, -5)), variable).toBe(true);
      expect(secrets).toContain(value.slice('/run/secrets/'.length));
    }
  });

  test('are given to both alike, but for where each listens', () => {
    const [api, worker] = OURS.map((name) => new Map(Object.entries(serviceOf(name).environment)));
    for (const own of ['HOST', 'RECOURSE_METRICS_PORT']) {
      api?.delete(own);
      worker?.delete(own);
    }
    expect(api).toEqual(worker);
  });

  test('leave no secret out that can be a file', () => {
    // Their Temporal stands beside them, and asks for no key.
    const wanted = SECRETS.filter((name) => name !== 'TEMPORAL_API_KEY').map((name) => `${name}_FILE`);
    expect(Object.keys(serviceOf('api').environment)).toEqual(expect.arrayContaining(wanted));
  });
});

test('no password stands in the file, nor is there one by default', () => {
  for (const [name, { environment }] of services) {
    for (const [variable, value] of Object.entries(environment)) {
      if (!/PASS|PWD|SECRET|TOKEN|KEY|URL/.test(variable)) continue;
      expect([name, variable, value]).toEqual([name, variable, expect.stringMatching(/^\/run\/secrets\//)]);
    }
  }
});

describe('the secrets that are made', () => {
  let folder: string;
  const secret = (name: string) => readFile(join(folder, 'secrets', name), 'utf8');
  const modeOf = async (path: string) => (await stat(join(folder, path))).mode & 0o777;
  const make = () => run('/bin/sh', ['-c', 'umask 077; . "$0"', join(folder, 'deploy', 'make-secrets.sh')]);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recourse-secrets-'));
    await cp(join(ROOT, 'deploy'), join(folder, 'deploy'), { recursive: true });
    // As a careful person's clone leaves them.
    await chmod(join(folder, 'deploy', 'temporal', 'schema.sh'), 0o700);
    await chmod(join(folder, 'deploy', 'temporal'), 0o700);
    await make();
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('are those the services are given, each in the file that is named', async () => {
    const files = Object.entries(compose.secrets).map(([name, { file }]) => [`./secrets/${name}`, file]);
    expect(files.map(([expected]) => expected)).toEqual(files.map(([, file]) => file));
    expect((await readdir(join(folder, 'secrets'))).toSorted()).toEqual(
      Object.keys(compose.secrets).toSorted(),
    );
  });

  test('can be read inside containers, and on this machine by their owner alone', async () => {
    expect(await modeOf('secrets')).toBe(0o700);
    for (const name of Object.keys(compose.secrets)) {
      expect([name, (await modeOf(join('secrets', name))) & 0o444]).toEqual([name, 0o444]);
    }
  });

  test('are made where what is no secret can be read inside containers, whatever the umask', async () => {
    expect(await modeOf('settings')).toBe(0o755);
    expect(await modeOf(join('deploy', 'temporal'))).toBe(0o755);
    expect((await modeOf(join('deploy', 'temporal', 'schema.sh'))) & 0o444).toBe(0o444);
  });

  test('are settings that Recourse takes, with an admin and nobody known to the world', async () => {
    const environment = Object.entries(serviceOf('api').environment).map(([variable, value]) => [
      variable,
      value.replace('/run/secrets', join(folder, 'secrets')),
    ]);
    const { databaseUrl, apiTokens, providers, sandbox } = readConfig(Object.fromEntries(environment));
    const password = await secret('recourse_database_password');
    expect(databaseUrl).toBe(`postgres://recourse:${password}@postgres:5432/recourse`);
    expect(apiTokens).toMatchObject([
      { name: 'operator', role: 'admin' },
      { name: 'prometheus', role: 'viewer', token: await secret('metrics_token') },
    ]);
    expect({ providers, sandbox }).toEqual({
      providers: { whop: null, wepay: null, ccg: null },
      sandbox: false,
    });
  });

  test('are different each time, and stay once they are there', async () => {
    const made = ['postgres_password', 'temporal_database_password', 'metrics_token', 'grafana_password'];
    const first = await Promise.all(made.map(secret));
    expect(new Set(first).size).toBe(made.length);
    for (const one of first) expect(one).toMatch(/^[0-9a-f]{64}$/);
    await make();
    expect(await Promise.all(made.map(secret))).toEqual(first);
  });
});

function needsOf(name: string): readonly string[] {
  return Object.keys(compose.services[name]?.depends_on ?? {});
}

function isOurs(name: string): boolean {
  return OURS.some((one) => one === name);
}

function serviceOf(name: (typeof OURS)[number]): Service {
  const service = compose.services[name];
  if (service === undefined) throw new Error(`there is no service ${name}`);
  return service;
}
