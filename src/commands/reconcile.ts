import { setTimeout as sleep } from 'node:timers/promises';
import { DAY, type Instant, SECOND, instant, parseInstant } from '../domain/instant.ts';
import { TASK_QUEUE } from '../domain/messages.ts';
import { PROVIDERS, type ProviderName } from '../domain/names.ts';
import type { FoundDifference, Reconciliation } from '../domain/reconcile-messages.ts';
import { OperatorError } from '../operator-error.ts';
import { reportTo } from '../start/report.ts';
import { runningTemporal } from '../start/running-temporal.ts';
import { type ConnectedClient, createClient } from '../temporal/connection.ts';
import { temporalHealth } from '../temporal/health.ts';
import {
  ReconciliationEndedError,
  type RunningReconciliation,
  startReconciliation,
} from '../temporal/reconciliation.ts';
import type { Command, Invocation } from './command.ts';

/** What a shell answers for a program that Ctrl-C ended. */
const INTERRUPTED = 130;

export const reconcile: Command = {
  summary: 'Finds what no webhook told, beside a running system.',
  details:
    'Reads the disputes and alerts a provider lists, tells each case what it does not know, and begins refunds that were\nonly reserved. Before that it sees that each open case and unsettled refund of the records has its workflow, and starts\nthose that were lost together with Temporal. A schedule does the same by itself: every 5 minutes for the last 2 days, daily for the last 180 days.\nExit code 1 when something could not be read. Ctrl-C leaves it running.',
  options: {
    provider: { type: 'string', value: 'NAME', help: `Whom to ask: ${PROVIDERS.join(', ')}.` },
    since: {
      type: 'string',
      value: 'DAY',
      help: 'Compare what was created since: 180d, 2026-11-01, or 2026-11-01T12:00:00Z.',
    },
  },
  run: async ({ config, options, stop }) => {
    const provider = providerFrom(options['provider']);
    const since = sinceFrom(options['since']);
    const client = createClient(await runningTemporal(config));
    try {
      await checkRunning(client);
      const running = await startReconciliation(client, provider, since);
      const result = await watched(running, stop);
      if (result === null) {
        process.stdout.write(
          `\nIt goes on without this command, as the workflow ${running.workflowId}; the same command shows it again.\n`,
        );
        return INTERRUPTED;
      }
      process.stdout.write(`${outcome(provider, result).join('\n')}\n`);
      return result.failures.length === 0 ? 0 : 1;
    } catch (error) {
      if (!(error instanceof ReconciliationEndedError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 1;
    } finally {
      await client.connection.close();
    }
  },
};

function providerFrom(option: Invocation['options'][string]): ProviderName {
  const name = PROVIDERS.find((provider) => provider === option);
  if (name !== undefined) return name;
  throw new OperatorError(`--provider takes one of ${PROVIDERS.join(', ')}.`);
}

function sinceFrom(option: Invocation['options'][string]): Instant {
  const since = typeof option === 'string' ? (daysAgo(option) ?? parseInstant(option)) : null;
  if (since !== null && since < instant(Date.now())) return since;
  throw new OperatorError(
    '--since takes a day in the past such as 2026-11-01, or a moment of it such as 2026-11-01T12:00:00Z.',
  );
}

/** `180d`: so many days before now. */
function daysAgo(option: string): Instant | null {
  const days = /^([1-9]\d{0,3})d$/.exec(option)?.[1];
  return days === undefined ? null : instant(Date.now() - Number(days) * DAY);
}

/** Started with nobody to work on it, it would wait, and so would whoever started it. */
async function checkRunning(client: ConnectedClient): Promise<void> {
  let health = await temporalHealth(client, TASK_QUEUE);
  // The first answer may take long over a new connection.
  if (!health.server) health = await temporalHealth(client, TASK_QUEUE);
  if (!health.server) {
    throw new OperatorError(
      `Nothing is running: Temporal does not answer, or has no namespace ${client.options.namespace}.`,
    );
  }
  if (!health.worker)
    throw new OperatorError('Temporal answers, and no worker of Recourse does: start one first.');
}

/** Shows how it goes on until it ends; null when told to stop watching. */
async function watched(running: RunningReconciliation, stop: AbortSignal): Promise<Reconciliation | null> {
  const report = reportTo(process.stdout);
  report(`Comparing, as the workflow ${running.workflowId}.`);
  const result = running.result();
  for (;;) {
    const ended = await Promise.race([result, sleep(SECOND, null, { signal: stop }).catch(() => null)]);
    if (ended !== null || stop.aborted) return ended;
    const progress = await running.progress();
    report(progress === null ? '  no worker answers; waiting' : `  ${counts(progress)}`, true);
  }
}

function counts({ pages, read, differing, delivered }: Reconciliation): string {
  return `pages read: ${pages}, disputes and alerts: ${read}, new or different: ${differing}, handed to their cases: ${delivered}`;
}

function outcome(provider: ProviderName, result: Reconciliation): readonly string[] {
  const { since, differing, findings, refundsBegun, failures } = result;
  const more = differing - findings.length;
  return [
    `${provider}, created since ${since}: ${counts(result)}.`,
    ...(result.records === undefined ? [] : reopened(result.records)),
    ...findings.map(found),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(refundsBegun > 0
      ? [`Refunds that had been reserved and not begun, and now are: ${refundsBegun}.`]
      : []),
    // What keeps a provider from listing keeps it from each of its lists.
    ...new Set(failures.map(({ message }) => `✗ ${message}`)),
  ];
}

/** A table of what the records have open, and what of it had to be started. */
function reopened({ cases, refunds }: NonNullable<Reconciliation['records']>): readonly string[] {
  return [
    row('in the records', 'open', 'started', 'caught up'),
    row('cases', cases.open, cases.started, cases.caughtUp),
    row('refunds', refunds.open, refunds.started, refunds.caughtUp),
  ];
}

function row(what: string, ...cells: readonly (string | number)[]): string {
  return `  ${what.padEnd(20)}${cells.map((cell) => `${cell}`.padStart(11)).join('')}`;
}

function found({ kind, id, caseId, differs, delivered }: FoundDifference): string {
  const what = differs.length === 0 ? 'not known until now' : `differs in ${differs.join(', ')}`;
  return `  ${kind} ${id}: ${what}; ${delivered ? 'handed to' : 'had been handed to'} ${caseId}`;
}
