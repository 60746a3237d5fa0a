import {
  ApplicationFailure,
  continueAsNew,
  defineQuery,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import { LISTS, type ListKind } from '../domain/provider.ts';
import { type Instant, instant, minus, type Millis } from '../domain/instant.ts';
import {
  type ListPosition,
  NOT_ALL_READ,
  PAGE_ATTEMPTS,
  RECONCILE_PROGRESS,
  type ReconciledPage,
  type ReconcileFailure,
  type ReconcileInput,
  type Reconciliation,
} from '../domain/reconcile-messages.ts';
import { failureOf, queued } from './calls.ts';
import { reopenFromRecords } from './reopening.ts';

/**
 * Leaves half of the 600 requests a minute a provider allows for each of its operations. A finding makes its case read the object, and so counts like a
 * page.
 */
const PER_REQUEST: Millis = 200;
/** Findings kept for people to look at; the counts go on. */
const FINDINGS_KEPT = 100;

const { reconcilePage, beginReservedRefunds } = proxyActivities<Activities>({
  startToCloseTimeout: '2m',
  retry: { initialInterval: '2s', maximumInterval: '1m', maximumAttempts: PAGE_ATTEMPTS },
});

const progressQuery = defineQuery<Reconciliation>(RECONCILE_PROGRESS);

/**
 * Finds what no webhook told: reads the lists of what was created at a provider, tells each case what it does not know, and begins refunds that were
 * reserved and then forgotten. What cannot be read holds up nothing else, and fails the run at its end, so that people see it.
 */
export async function reconcileWorkflow(input: ReconcileInput): Promise<Reconciliation> {
  const { carried } = input;
  const progress = carried?.progress ?? nothingYet(beginning(input));
  setHandler(progressQuery, () => progress);
  if (input.records && carried === undefined) await reopen(input, progress);
  if (input.records !== 'only') await readLists(input, progress);
  await beginRefunds(input, progress);
  setCurrentDetails(describe(progress));
  if (progress.failures.length > 0) throw notAllRead(progress);
  return progress;
}

/** Reads all lists, or goes on in them where the run before ended. */
async function readLists(input: ReconcileInput, progress: Reconciliation): Promise<void> {
  const at = input.carried?.at ?? { kind: LISTS[0], cursor: null };
  const lists = await readList(input, at, progress);
  for (const kind of LISTS.slice(LISTS.indexOf(at.kind) + 1)) {
    if (lists.includes(kind)) await readList(input, { kind, cursor: null }, progress);
  }
}

/** Reads one list to its end, or to where it cannot be read: only a page tells where the next one is. Answers with what the provider lists, as far as it said. */
async function readList(
  input: ReconcileInput,
  start: ListPosition,
  progress: Reconciliation,
): Promise<readonly ListKind[]> {
  let lists: readonly ListKind[] = LISTS;
  for (let at: ListPosition | null = start; at !== null;) {
    setCurrentDetails(describe(progress));
    const page: ReconciledPage | null = await readPage(input, at, progress);
    if (page === null) return lists;
    lists = page.lists;
    take(progress, page);
    const delivered = page.findings.filter((finding) => finding.delivered).length;
    at = page.next === null ? null : { kind: at.kind, cursor: page.next };
    if (at !== null) await pause(1 + delivered);
    if (at !== null && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof reconcileWorkflow>({ ...input, carried: { at, progress } });
    }
  }
  return lists;
}

async function readPage(
  { provider }: ReconcileInput,
  at: ListPosition,
  progress: Reconciliation,
): Promise<ReconciledPage | null> {
  try {
    const summary = `Compare ${at.kind}s, page ${progress.pages + 1}`;
    return await reconcilePage.executeWithOptions(queued(provider, summary), [provider, progress.since, at]);
  } catch (error) {
    fail(progress, `${at.kind}s`, error);
    return null;
  }
}

async function reopen({ provider }: ReconcileInput, progress: Reconciliation): Promise<void> {
  try {
    await reopenFromRecords(provider, progress);
  } catch (error) {
    fail(progress, 'records', error);
  }
}

async function beginRefunds({ provider }: ReconcileInput, progress: Reconciliation): Promise<void> {
  try {
    const summary = 'Begin refunds that were only reserved';
    progress.refundsBegun += await beginReservedRefunds.executeWithOptions({ summary }, [provider]);
  } catch (error) {
    fail(progress, 'refunds', error);
  }
}

async function pause(requests: number): Promise<void> {
  await sleep(requests * PER_REQUEST, { summary: "Stay within the provider's rate limit" });
}

function take(progress: Reconciliation, page: ReconciledPage): void {
  progress.pages += 1;
  progress.read += page.read;
  progress.differing += page.findings.length;
  progress.delivered += page.findings.filter(({ delivered }) => delivered).length;
  progress.findings = [...progress.findings, ...page.findings].slice(0, FINDINGS_KEPT);
  progress.failures = [...progress.failures, ...page.failures];
}

function fail(progress: Reconciliation, what: ReconcileFailure['what'], error: unknown): void {
  const { kind, message } = failureOf(error);
  progress.failures = [...progress.failures, { what, kind, message }];
}

function beginning({ since }: ReconcileInput): Instant {
  return typeof since === 'string' ? since : minus(instant(workflowInfo().startTime.getTime()), since.ago);
}

function nothingYet(since: Instant): Reconciliation {
  const none = { pages: 0, read: 0, differing: 0, delivered: 0, refundsBegun: 0 };
  return { since, ...none, findings: [], failures: [] };
}

/** The run in Markdown, for the Temporal UI. */
function describe({
  since,
  pages,
  read,
  differing,
  refundsBegun,
  findings,
  failures,
}: Reconciliation): string {
  const found = findings.map(
    ({ kind, id, differs }) =>
      `- ${kind} \`${id}\`: ${differs.length === 0 ? 'not known until now' : differs.join(', ')}`,
  );
  return [
    `Created since ${since}: ${pages} pages, ${read} disputes and alerts, ${differing} of them not known like this. ${refundsBegun} reserved refunds begun.`,
    ...failures.map(({ message }) => `**Not done:** ${message}`),
    found.join('\n'),
  ].join('\n\n');
}

function notAllRead(progress: Reconciliation): ApplicationFailure {
  return ApplicationFailure.create({
    message: progress.failures.map(({ message }) => message).join(' '),
    type: NOT_ALL_READ,
    nonRetryable: true,
    details: [progress],
  });
}
