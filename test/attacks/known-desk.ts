import { z } from 'zod';
import { sandboxControl } from '../setup/sandbox-control.ts';
import { eventually } from '../workflows/story.ts';
import type { KnownRequests } from './known-requests.ts';
import { leaveInDoubt, type Unsettled } from './unsettled.ts';

/** Asks the API; answers with the parsed body. */
export type AskDesk = (
  method: string,
  path: string,
  sent?: { readonly as?: string; readonly body?: object | FormData; readonly key?: string },
) => Promise<unknown>;

export function askerOf(url: string, token: string): AskDesk {
  return async (method, path, { as = token, body, key } = {}) => {
    const isForm = body instanceof FormData;
    const headers = {
      authorization: `Bearer ${as}`,
      ...(body !== undefined && !isForm && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const content = isForm ? body : JSON.stringify(body);
    const response = await fetch(url + path, {
      method,
      headers,
      ...(content !== undefined && { body: content }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  };
}

/** Real values for the parameters of the description, by name. */
export type KnownValues = Readonly<Record<string, readonly string[]>>;

interface ListedCase {
  readonly id: string;
  readonly provider: string;
  readonly stage: string;
  readonly status: string;
  readonly payment_id: string;
  readonly disputes: readonly { readonly id: string }[];
}

interface Listed {
  readonly data: readonly ListedCase[];
}

/** Cases of the demo, each for what nothing else may be done to. */
interface Cast {
  readonly withFiles: ListedCase;
  readonly proposed: ListedCase;
  readonly ofWepay: ListedCase;
  readonly decided: ListedCase;
  readonly erased: ListedCase;
}

/**
 * Puts into a desk with the demo's cases what else a request can be about: files, refunds, a proposal, payments nobody disputed, and what only a
 * person can settle.
 *
 * @param responder - a token that may propose and no more
 * @param subscriber - whom the desk tells everything
 */
export async function furnish(
  ask: AskDesk,
  { responder, subscriber, sandboxUrl }: Readonly<Record<'responder' | 'subscriber' | 'sandboxUrl', string>>,
): Promise<{
  readonly dictionaries: KnownValues;
  readonly requests: KnownRequests;
  readonly unsettled: Unsettled;
}> {
  const { data: cases } = await list(ask, '/api/v1/disputes');
  const cast = castOf(cases);
  if (cast === null) throw new Error('the demo opened too few cases');
  const kept = await addFile(ask, cast.withFiles.id, 'customer_communication_attachment');
  const removed = await addFile(ask, cast.withFiles.id, 'uncategorized_attachment');
  await ask('POST', `/api/v1/disputes/${cast.proposed.id}/decisions`, {
    as: responder,
    body: { decision: 'challenge' },
  });
  const [unrefunded = '', ...paid] = await payments(sandboxUrl, 3);
  for (const payment_id of paid) {
    const body = { provider: 'whop', payment_id, amount: { amount: '5.00', currency: 'usd' } };
    await ask('POST', '/api/v1/refunds', { body, key: `known-${payment_id}` });
  }
  const { data: refunds } = await list(ask, '/api/v1/refunds');
  const dictionaries = {
    case_id: cases.map(({ id }) => id),
    dispute_id: cases.flatMap(({ disputes }) => disputes.map(({ id }) => id)),
    payment_id: cases.filter(({ provider }) => provider === 'whop').map(({ payment_id }) => payment_id),
    refund_id: refunds.map(({ id }) => id),
  };
  const refund_id = refunds[0]?.id ?? '';
  const delivery_id = await eventually(() => deliveryAbout(ask, cast.withFiles.id));
  const unsettled = await leaveInDoubt(ask, sandboxUrl);
  const made = { kept, removed, unrefunded, refund_id, delivery_id, subscriber };
  return { dictionaries, requests: requestsAbout(cast, made, unsettled), unsettled };
}

function requestsAbout(
  { withFiles, proposed, ofWepay, decided, erased }: Cast,
  made: Readonly<
    Record<'kept' | 'removed' | 'unrefunded' | 'refund_id' | 'delivery_id' | 'subscriber', string>
  >,
  unsettled: Unsettled,
): KnownRequests {
  const settled = { outcome: 'done', note: 'It is there.' };
  return {
    parameters: { ...pathTo(withFiles), file_id: made.kept, refund_id: made.refund_id },
    operations: {
      editEvidence: { body: { fields: { notes: 'It was sent on the 3rd.' } } },
      addFile: { body: { slot: 'refund_policy_attachment', file: PDF } },
      removeFile: { parameters: { file_id: made.removed } },
      addDocument: {
        parameters: pathTo(ofWepay),
        body: { slot: 'tracking', document_id: 'd-1', created_at: new Date().toISOString() },
      },
      decide: { parameters: pathTo(decided), body: { decision: 'ignore' } },
      withdrawProposal: { parameters: pathTo(proposed), body: {} },
      requestRefund: { body: { provider: 'whop', payment_id: made.unrefunded } },
      eraseCustomer: { body: { customer: erased.id, cases: 1 } },
      settleDispute: { parameters: { case_id: unsettled.caseId }, body: settled },
      settleRefund: { parameters: { refund_id: unsettled.refundId }, body: settled },
      resendDelivery: { parameters: { delivery_id: made.delivery_id } },
      resendDeliveries: { parameters: { subscriber: made.subscriber } },
    },
  };
}

function pathTo({ id, provider, payment_id, disputes }: ListedCase): Record<string, string> {
  return { case_id: id, provider, payment_id, dispute_id: disputes.at(-1)?.id ?? '' };
}

/** Whether the demo has opened what {@link furnish} takes. */
export async function isFurnishable(ask: AskDesk): Promise<boolean> {
  const { data } = await list(ask, '/api/v1/disputes');
  return castOf(data) !== null;
}

function castOf(cases: Listed['data']): Cast | null {
  const open = cases.filter(({ stage, status }) => stage === 'chargeback' && status === 'needs_response');
  const [withFiles, proposed] = open.filter(({ provider }) => provider === 'whop');
  const ofWepay = open.find(({ provider }) => provider === 'wepay');
  const decided = open.find(({ provider }) => provider === 'ccg');
  const erased = cases.find(({ status }) => status === 'lost');
  return withFiles && proposed && ofWepay && decided && erased
    ? { withFiles, proposed, ofWepay, decided, erased }
    : null;
}

async function list(ask: AskDesk, path: string): Promise<Listed> {
  const answer: unknown = await ask('GET', `${path}?limit=100`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the contract of the list is tested elsewhere
  return answer as Listed;
}

const Deliveries = z.object({ data: z.array(z.object({ id: z.string(), case_id: z.string().nullable() })) });

async function deliveryAbout(ask: AskDesk, caseId: string): Promise<string> {
  const { data } = Deliveries.parse(await ask('GET', '/api/v1/deliveries?limit=100'));
  const found = data.find(({ case_id }) => case_id === caseId);
  if (found === undefined) throw new Error(`nobody is told of ${caseId}`);
  return found.id;
}

const PDF = '%PDF-1.4\n%%EOF\n';

async function addFile(ask: AskDesk, caseId: string, slot: string): Promise<string> {
  const body = new FormData();
  body.set('slot', slot);
  body.set('file', new Blob([PDF], { type: 'application/pdf' }), 'a.pdf');
  const added = Object(await ask('POST', `/api/v1/disputes/${caseId}/files`, { body }));
  return String(added['id']);
}

async function payments(sandboxUrl: string, count: number): Promise<string[]> {
  const { scenario } = sandboxControl(sandboxUrl);
  const started = await Promise.all(
    Array.from({ length: count }, () => scenario('payment', { amount: '50.00' })),
  );
  return started.map(({ payment_id }) => payment_id);
}

/** The settings of schemathesis that put known values into many requests it makes up, so that what lies behind the first check is reached in many ways. */
export function schemathesisSettings(dictionaries: KnownValues): string {
  return [
    // The stream of changes has no end: one event of it is enough.
    'max-stream-events = 1',
    '[dictionaries]',
    ...Object.entries(dictionaries).map(
      ([name, values]) => `${name} = { values = ${JSON.stringify(values)} }`,
    ),
    '[parameters]',
    often('path', 'case_id', 0.8),
    often('path', 'refund_id', 0.8),
    often('path', 'payment_id', 0.8),
    often('query', 'dispute_id', 0.3),
    often('body', 'dispute_id', 0.2),
  ].join('\n');
}

function often(place: string, name: string, probability: number): string {
  return `"${place}.${name}" = { dictionary = "${name}", probability = ${probability} }`;
}
