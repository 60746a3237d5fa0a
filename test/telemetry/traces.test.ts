import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTracing } from '../../src/telemetry/tracing.ts';
import { type Desk, startDesk } from '../setup/desk.ts';
import { type CollectedSpan, type Collector, startCollector } from '../stand-ins/collector.ts';
import { opened, type Story } from '../workflows/story.ts';

let collector: Collector;
let desk: Desk;
let story: Story;
let spans: readonly CollectedSpan[];

beforeAll(async () => {
  collector = await startCollector();
  const settings = { url: `${collector.url}/v1/traces`, serviceName: 'test', ratio: 1 };
  const tracing = startTracing(settings, pino({ level: 'silent' }));
  desk = await startDesk();
  story = await opened(desk, 'dispute_won');
  await desk.edit(story.caseId, { notes: 'A word by Jane Roe' });
  await desk.show(story.caseId);
  await desk.close();
  // What was not sent yet is sent now: nothing of it is waited for.
  await tracing.stop();
  spans = collector.spans;
});

afterAll(async () => {
  await collector[Symbol.asyncDispose]();
});

/** The span of this name that is part of another, or of a part of it. */
function under(parent: CollectedSpan, name: string): CollectedSpan {
  const found = spans.find((span) => span.name === name && isUnder(span, parent));
  expect(found, `${name} under ${parent.name}`).toBeDefined();
  return found ?? parent;
}

function isUnder({ parentSpanId, traceId }: CollectedSpan, ancestor: CollectedSpan): boolean {
  if (parentSpanId === ancestor.spanId) return traceId === ancestor.traceId;
  const parent = spans.find(({ spanId }) => spanId === parentSpanId);
  return parent !== undefined && isUnder(parent, ancestor);
}

function starting(name: string): CollectedSpan[] {
  return spans.filter((span) => span.name === name && span.parentSpanId === null);
}

test('one trace goes from the webhook over signal, workflow and activity to the call of the provider', () => {
  const webhook = starting('POST /webhooks/:provider').find((span) =>
    spans.some(({ name, traceId }) => name === 'RunWorkflow:disputeWorkflow' && traceId === span.traceId),
  );
  if (webhook === undefined) throw new Error(`no trace begins with a webhook: ${names()}`);
  const sent = under(webhook, 'SignalWithStartWorkflow:disputeWorkflow');
  under(sent, 'RunWorkflow:disputeWorkflow');
  under(sent, 'HandleSignal:providerEvent');
  const call = under(under(sent, 'RunActivity:readProvider'), 'whop readDispute');
  expect(call.attributes).toMatchObject({
    'recourse.provider': 'whop',
    'recourse.operation': 'readDispute',
    'http.request.method': 'GET',
    'http.response.status_code': 200,
    'server.address': expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    'temporal.activity.attempt': 1,
  });
});

test('what a person does is a trace of its own, up to what is written down of it', () => {
  const [edit] = starting('PATCH /api/v1/disputes/:case_id/evidence');
  if (edit === undefined) throw new Error(`no trace begins with the edit: ${names()}`);
  under(under(edit, 'StartUpdate:editEvidence'), 'RunActivity:recordCase');
});

test('spans hold no word of the evidence, no token and no query', () => {
  const told = JSON.stringify(spans);
  expect(told).not.toMatch(/Jane|Roe|@|Bearer|test-token|\?/);
});

function names(): string {
  return spans.map(({ name, parentSpanId }) => `${name}${parentSpanId === null ? ' (root)' : ''}`).join(', ');
}
