import type { Whop } from '@whop/sdk';
import { ProviderError } from '../errors.ts';
import type { CheckLine } from '../provider.ts';
import { callWhop, type RequestLimits } from './client.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import type { WhopSettings } from './settings.ts';
import { parseWebhookSecret } from './webhook-secret.ts';

/** One harmless read. */
interface Trial {
  readonly operation: Operation;
  readonly send: (options: RequestLimits) => PromiseLike<unknown>;
}

const WITHOUT_COMPANY: CheckLine = {
  ok: false,
  what: 'company',
  detail:
    'WHOP_COMPANY_ID is not set, so disputes and alerts cannot be listed: set it to the company (biz_…).',
};

/** There is no call that tells, and trying it would change a dispute. */
const UPDATE_PERMISSION: CheckLine = {
  ok: true,
  what: 'answer disputes',
  detail: `Cannot be tried without changing a dispute: make sure the key has the permission ${OPERATIONS.submitEvidence.permission}.`,
};

/** Tries the set-up with harmless reads; the first one also tells whether Whop is in reach and takes the key. */
export async function* checkWhop(
  client: Whop,
  settings: WhopSettings,
  limits: RequestLimits,
): AsyncGenerator<CheckLine> {
  const { companyId } = settings;
  if (companyId === null) yield WITHOUT_COMPANY;
  let isKeyKnown = false;
  for (const trial of trials(client, companyId)) {
    const failure = await failureOf(trial, limits);
    if (!isKeyKnown) {
      yield keyLine(failure);
      if (failure !== null && !isAnswer(failure)) break;
      isKeyKnown = true;
    }
    yield trialLine(trial.operation, failure);
  }
  yield UPDATE_PERMISSION;
  yield* secretLines(settings.webhookSecrets);
}

function trials(client: Whop, companyId: string | null): readonly Trial[] {
  const payments: Trial = {
    operation: OPERATIONS.listPayments,
    send: (options) => client.payments.list({ company_id: companyId, first: 1 }, options),
  };
  if (companyId === null) return [payments];
  const firstOfCompany = { company_id: companyId, first: 1 };
  return [
    { operation: OPERATIONS.readCompany, send: (options) => client.companies.retrieve(companyId, options) },
    { operation: OPERATIONS.listDisputes, send: (options) => client.disputes.list(firstOfCompany, options) },
    {
      operation: OPERATIONS.listAlerts,
      send: (options) => client.disputeAlerts.list(firstOfCompany, options),
    },
    payments,
  ];
}

async function failureOf(trial: Trial, limits: RequestLimits): Promise<ProviderError | null> {
  try {
    await callWhop(trial.operation, limits, trial.send);
    return null;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
}

/** Whether Whop itself answered, having accepted the key. */
function isAnswer(failure: ProviderError): boolean {
  return !failure.inDoubt && failure.kind !== 'unauthorized';
}

function keyLine(failure: ProviderError | null): CheckLine {
  const what = 'key';
  if (failure === null || isAnswer(failure)) return { ok: true, what, detail: 'Whop accepts WHOP_API_KEY.' };
  return { ok: false, what, detail: failure.message };
}

function trialLine({ does, permission }: Operation, failure: ProviderError | null): CheckLine {
  if (failure === null) return { ok: true, what: does, detail: `The key has the permission ${permission}.` };
  const advice = failure.kind === 'not_found' ? ' Check WHOP_COMPANY_ID.' : '';
  return { ok: false, what: does, detail: failure.message + advice };
}

function* secretLines(secrets: readonly string[]): Generator<CheckLine> {
  const what = 'webhook secret';
  if (secrets.length === 0) {
    yield {
      ok: false,
      what,
      detail: "WHOP_WEBHOOK_SECRET is not set: copy it from the webhook's page at Whop.",
    };
  }
  for (const [index, secret] of secrets.entries()) {
    const { form, keyBytes, suspicious } = parseWebhookSecret(secret);
    const which = secrets.length === 1 ? '' : `Secret ${index + 1} of ${secrets.length}: `;
    const detail = suspicious
      ? 'begins with whsec_ but what follows is no base64: copy WHOP_WEBHOOK_SECRET again, whole.'
      : form === 'whsec'
        ? `a whsec_ key of ${keyBytes} bytes.`
        : `read as literal text, a key of ${keyBytes} bytes.`;
    yield { ok: !suspicious, what, detail: which + detail };
  }
}
