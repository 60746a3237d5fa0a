import { execFile } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { sandboxAccount, sandboxEnvironment } from '../../src/start/sandbox-account.ts';
import { newEncryptionKey } from '../../src/temporal/encryption-keys.ts';
import { freePorts } from '../../src/temporal/server/ports.ts';
import { run, type Running } from '../start/running.ts';
import {
  askedIn,
  exportedIn,
  ownMetricsIn,
  type Panel,
  PROMETHEUS,
  provisionedSource,
  readAlerts,
  readDashboard,
  runbookAnchors,
} from './observed.ts';
import { metricsOnPage, operationsPage } from './operations-page.ts';

const TOKEN = '0123456789abcdef';
const execute = promisify(execFile);
const alerts = await readAlerts();
const dashboard = await readDashboard();

/** Told of only once it happened, which takes a worker whose code does not fit its histories. */
const ONCE_IT_HAPPENED = ['temporal_workflow_task_execution_failed_total'];

async function promtool(...args: readonly string[]): Promise<string> {
  const { stdout } = await execute('promtool', [...args], { cwd: PROMETHEUS });
  return stdout;
}

const hasPromtool = await promtool('--version').then(
  () => true,
  () => false,
);

// Where all has to be tried, that the tool is missing is a failure.
describe.skipIf(!hasPromtool && !process.env['CI'])('Prometheus itself', () => {
  test('takes the configuration', async () => {
    await expect(promtool('check', 'config', '--syntax-only', 'prometheus.yml')).resolves.toContain(
      'SUCCESS',
    );
  });

  test('takes the alert rules, which fire when they should and only then', async () => {
    await expect(promtool('check', 'rules', 'alerts.yml')).resolves.toContain('SUCCESS');
    await expect(promtool('test', 'rules', 'alerts.test.yml')).resolves.toContain('SUCCESS');
  });
});

describe('a running desk', () => {
  let folder: string;
  let desk: Running;
  let sandbox: Running;
  let metrics: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'recourse-observed-'));
    const [port = 0, providers = 0] = await freePorts(2);
    const settings = {
      RECOURSE_DATA_DIR: folder,
      RECOURSE_API_TOKENS: `prometheus:viewer:${TOKEN}`,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: `observed-${randomUUID()}`,
      RECOURSE_ENCRYPTION_KEYS: newEncryptionKey('observed'),
      RECOURSE_NOTIFICATIONS: await notifications(folder),
      PORT: String(port),
      ...sandboxEnvironment(await sandboxAccount(folder), providers),
    };
    desk = run('src/main.ts', ['app'], settings);
    sandbox = run('src/main.ts', ['sandbox', '--demo', '--port', String(providers)], settings);
    metrics = `http://127.0.0.1:${port}/metrics`;
  });

  afterAll(async () => {
    for (const process of [desk, sandbox]) process.kill('SIGKILL');
    await Promise.all([desk.ended, sandbox.ended]);
    await rm(folder, { recursive: true, force: true });
  });

  /** Nothing while the desk does not answer yet. */
  async function told(): Promise<string> {
    const answer = await fetch(metrics, { headers: { authorization: `Bearer ${TOKEN}` } }).catch(() => null);
    return answer?.ok === true ? await answer.text() : '';
  }

  const exported = async () => exportedIn(await told());

  test('exports every metric, with every label, that the dashboard and the alerts ask for', async () => {
    const asked = [...alerts.map(({ expr }) => expr), ...dashboard.panels.flatMap(expressionsOf)]
      .flatMap(askedIn)
      .filter(({ metric }) => !ONCE_IT_HAPPENED.includes(metric));
    const wanted = new Set(
      asked.flatMap(({ metric, labels }) => [metric, ...labels.map((label) => `${metric} ${label}`)]),
    );
    const missing = async () => {
      const there = await exported();
      return [...wanted].filter((want) => {
        const [metric = '', label] = want.split(' ');
        return label === undefined ? !there.has(metric) : there.get(metric)?.has(label) !== true;
      });
    };
    const ended = desk.ended.then((how) => {
      throw new Error(`the desk ended with ${how}: ${desk.output()}`);
    });
    expect(asked.length).toBeGreaterThan(30);
    await Promise.race([expect.poll(missing, { timeout: 100_000, interval: 500 }).toEqual([]), ended]);
  });

  test('has every metric of its own on the operations page, and no other stands there', async () => {
    const described = metricsOnPage(await operationsPage()).toSorted();
    expect(described.length).toBeGreaterThan(20);
    await expect
      .poll(async () => ownMetricsIn(await told()).toSorted(), { timeout: 100_000 })
      .toEqual(described);
  });

  test('names nobody in them: labels come from closed sets', async () => {
    const labels = new Set([...(await exported()).values()].flatMap((of) => [...of]));
    expect(labels).toContain('provider');
    expect(labels).not.toContain('merchant_id');
    expect(labels).not.toContain('payment_id');
    expect(labels).not.toContain('case_id');
    expect(labels).not.toContain('workflow_id');
  });
});

describe('the dashboard', () => {
  test('asks the data source that Grafana is given', async () => {
    const uid = await provisionedSource();
    const sources = dashboard.panels.flatMap((panel) =>
      panel.type === 'row' ? [] : [panel.datasource, ...panel.targets.map(({ datasource }) => datasource)],
    );
    expect(new Set(sources.map((source) => source.uid))).toEqual(new Set([uid]));
  });

  test('has the rows somebody on call looks for, and no panel over another', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows).toEqual([
      'Is anything about to be missed',
      'Is anything stuck',
      'Providers',
      'Temporal and workers',
      'Deliveries',
    ]);
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const overlapping = dashboard.panels.flatMap((one, index) =>
      dashboard.panels.slice(index + 1).filter((other) => overlap(one, other)),
    );
    expect(overlapping).toEqual([]);
    expect(dashboard.panels.filter(({ gridPos: { x, w } }) => x + w > 24)).toEqual([]);
  });
});

test('every alert leads to its part of the runbook, and every such part belongs to an alert', async () => {
  const anchors = await runbookAnchors();
  const linked = alerts.map(({ annotations }) => annotations.runbook.replace('docs/runbook.md#', ''));
  expect(linked).toEqual(alerts.map(({ alert }) => alert.toLowerCase()));
  expect(anchors.filter((anchor) => /^recourse[a-z]/.test(anchor))).toEqual(linked);
});

/** Somebody to be told of news, so that there is news to be counted. */
async function notifications(folder: string): Promise<string> {
  const file = join(folder, 'notifications.yml');
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const subscription = `{ name: billing, channel: webhook, url: https://hooks.invalid/, secret: ${secret} }`;
  await writeFile(file, `subscriptions: [${subscription}]\n`);
  return file;
}

function expressionsOf(panel: Panel): readonly string[] {
  return panel.type === 'row' ? [] : panel.targets.map(({ expr }) => expr);
}

function overlap({ gridPos: a }: Panel, { gridPos: b }: Panel): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
