import { sandboxControl } from '../setup/sandbox-control.ts';

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

interface Listed {
  readonly data: readonly {
    readonly id: string;
    readonly provider: string;
    readonly stage: string;
    readonly status: string;
    readonly payment_id: string;
    readonly disputes: readonly { readonly id: string }[];
  }[];
}

/**
 * Puts into a desk with the demo's cases what else a request can be about: a file, refunds, a proposal, two payments nobody disputed.
 *
 * @param responder - a token that may propose and no more
 */
export async function furnish(
  ask: AskDesk,
  responder: string,
  sandboxUrl: string,
): Promise<{ readonly dictionaries: KnownValues; readonly caseWithFile: string }> {
  const { data: cases } = await list(ask, '/api/v1/disputes');
  const [withFile, proposed] = cases.filter(isChargeback);
  if (withFile === undefined || proposed === undefined) throw new Error('the demo opened too few cases');
  const fileId = await addFile(ask, withFile.id);
  await ask('POST', `/api/v1/disputes/${proposed.id}/decisions`, {
    as: responder,
    body: { decision: 'challenge' },
  });
  const paid = await payments(sandboxUrl, 6);
  for (const [nth, payment_id] of paid.slice(0, 2).entries()) {
    const body = { provider: 'whop', payment_id, amount: { amount: '5.00', currency: 'usd' } };
    await ask('POST', '/api/v1/refunds', { body, key: `known-${nth}` });
  }
  const { data: refunds } = await list(ask, '/api/v1/refunds');
  const dictionaries = {
    cases: cases.map(({ id }) => id),
    proposed: [proposed.id],
    wepay_cases: cases
      .filter(({ provider, status }) => provider === 'wepay' && status === 'needs_response')
      .map(({ id }) => id),
    disputes: cases.flatMap(({ disputes }) => disputes.map(({ id }) => id)),
    payments: cases.filter(({ provider }) => provider === 'whop').map(({ payment_id }) => payment_id),
    paid,
    refunds: refunds.map(({ id }) => id),
    files: [fileId],
    whop: ['whop'],
    slots: ['uncategorized_attachment'],
    wepay_slots: ['tracking', 'contract', 'invoice'],
    now: [new Date().toISOString()],
  };
  return { dictionaries, caseWithFile: withFile.id };
}

/** Whether the demo has opened what {@link furnish} takes. */
export async function isFurnishable(ask: AskDesk): Promise<boolean> {
  const { data } = await list(ask, '/api/v1/disputes');
  const ofWepay = data.filter(({ provider, status }) => provider === 'wepay' && status === 'needs_response');
  return data.length >= 10 && ofWepay.length > 0 && data.filter(isChargeback).length >= 2;
}

function isChargeback({ provider, stage, status }: Listed['data'][number]): boolean {
  return provider === 'whop' && stage === 'chargeback' && status === 'needs_response';
}

async function list(ask: AskDesk, path: string): Promise<Listed> {
  const answer: unknown = await ask('GET', `${path}?limit=100`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the contract of the list is tested elsewhere
  return answer as Listed;
}

async function addFile(ask: AskDesk, caseId: string): Promise<string> {
  const body = new FormData();
  body.set('slot', 'customer_communication_attachment');
  body.set('file', new Blob(['%PDF-1.4\n%%EOF\n'], { type: 'application/pdf' }), 'a.pdf');
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

/** The settings of schemathesis that put known values into most requests, so that what lies behind the first check is reached as well. */
export function schemathesisSettings(dictionaries: KnownValues, caseWithFile: string): string {
  const lists = Object.entries({ ...dictionaries, case_with_file: [caseWithFile] }).map(
    ([name, values]) => `${name} = { values = ${JSON.stringify(values)} }`,
  );
  return [
    // The stream of changes has no end: one event of it is enough.
    'max-stream-events = 1',
    '[dictionaries]',
    ...lists,
    '[parameters]',
    often('path.case_id', 'cases'),
    often('path.refund_id', 'refunds'),
    often('path.payment_id', 'payments'),
    often('query.dispute_id', 'disputes', 0.3),
    often('body.dispute_id', 'disputes', 0.2),
    ...operation('readPayment', often('path.provider', 'whop'), often('path.payment_id', 'payments')),
    ...operation('downloadFile', often('path.case_id', 'case_with_file'), often('path.file_id', 'files')),
    ...operation('removeFile', often('path.case_id', 'case_with_file'), often('path.file_id', 'files')),
    ...operation('addFile', often('body.slot', 'slots')),
    ...operation('withdrawProposal', often('path.case_id', 'proposed')),
    ...operation(
      'addDocument',
      often('path.case_id', 'wepay_cases'),
      often('body.slot', 'wepay_slots'),
      often('body.created_at', 'now'),
    ),
    ...operation('requestRefund', often('body.provider', 'whop'), often('body.payment_id', 'paid')),
  ].join('\n');
}

function often(parameter: string, dictionary: string, probability = 0.8): string {
  return `"${parameter}" = { dictionary = "${dictionary}", probability = ${probability} }`;
}

function operation(id: string, ...parameters: readonly string[]): readonly string[] {
  return ['[[operations]]', `include-operation-id = "${id}"`, '[operations.parameters]', ...parameters];
}
