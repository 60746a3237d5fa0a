import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const PROMETHEUS = join(ROOT, 'deploy/prometheus');

const Alerts = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string(),
          keep_firing_for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning']) }),
          annotations: z.strictObject({
            summary: z.string(),
            description: z.string(),
            runbook: z.string(),
          }),
        }),
      ),
    }),
  ),
});
export type Alert = z.output<typeof Alerts>['groups'][number]['rules'][number];

export async function readAlerts(): Promise<readonly Alert[]> {
  const { groups } = Alerts.parse(parse(await readFile(join(PROMETHEUS, 'alerts.yml'), 'utf8')));
  return groups.flatMap(({ rules }) => rules);
}

const DataSource = z.object({ type: z.literal('prometheus'), uid: z.string() });
const Grid = z.object({ x: z.number(), y: z.number(), w: z.number(), h: z.number() });
const Panel = z.discriminatedUnion('type', [
  z.object({ type: z.literal('row'), id: z.number(), title: z.string(), gridPos: Grid }),
  z.object({
    type: z.enum(['stat', 'timeseries']),
    id: z.number(),
    title: z.string().min(1),
    description: z.string().min(1),
    gridPos: Grid,
    datasource: DataSource,
    targets: z
      .array(
        z.object({ refId: z.string(), datasource: DataSource, expr: z.string(), legendFormat: z.string() }),
      )
      .min(1),
  }),
]);
export type Panel = z.output<typeof Panel>;
const Dashboard = z.object({ uid: z.string(), title: z.string(), panels: z.array(Panel) });

export async function readDashboard(): Promise<z.output<typeof Dashboard>> {
  return Dashboard.parse(
    JSON.parse(await readFile(join(ROOT, 'deploy/grafana/dashboards/recourse.json'), 'utf8')),
  );
}

/** The uid of the data source that Grafana is given. */
export async function provisionedSource(): Promise<string | undefined> {
  const file = join(ROOT, 'deploy/grafana/provisioning/datasources/prometheus.yml');
  const { datasources } = z
    .object({ datasources: z.array(z.object({ uid: z.string() })) })
    .parse(parse(await readFile(file, 'utf8')));
  return datasources[0]?.uid;
}

/** The headings of the runbook, as links name them. */
export async function runbookAnchors(): Promise<readonly string[]> {
  const text = await readFile(join(ROOT, 'docs/runbook.md'), 'utf8');
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
}

/** A metric an expression asks for, with the labels it is asked for by. */
export interface Asked {
  readonly metric: string;
  readonly labels: readonly string[];
}

/** What Prometheus adds itself when it scrapes. */
const OF_PROMETHEUS = ['job', 'instance'];

/** The metrics of ours and of Temporal's SDK in an expression. */
export function askedIn(expr: string): readonly Asked[] {
  return [...expr.matchAll(/\b((?:recourse|temporal|nodejs|process)_\w+)(?:\{([^}]*)\})?/g)].map(
    ([, metric = '', matchers = '']) => ({
      metric,
      labels: [...matchers.matchAll(/(\w+)\s*(?:=|!=|=~|!~)\s*"/g)]
        .map(([, label = '']) => label)
        .filter((label) => !OF_PROMETHEUS.includes(label)),
    }),
  );
}

/** Every sample's name with all labels it ever stands with, from Prometheus text. */
export function exportedIn(text: string): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const [, name = '', labels = ''] of text.matchAll(/^(\w+)(?:\{(.*)\})? [^ ]+$/gm)) {
    const of = found.get(name) ?? new Set();
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) of.add(label);
    found.set(name, of);
  }
  return found;
}

/** The names of our own metrics in Prometheus text, those without a sample as yet among them. */
export function ownMetricsIn(text: string): readonly string[] {
  return [...text.matchAll(/^# TYPE (recourse_\w+) /gm)].map(([, name = '']) => name);
}
