import type { Whop } from '@whop/sdk';
import { z } from 'zod';
import { ProviderError } from '../errors.ts';
import type { CheckLine } from '../provider.ts';
import { callWhop, type RequestLimits } from './client.ts';
import { unreadable } from './errors.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { WITHOUT_COMPANY, type WhopSettings } from './settings.ts';
import { parseWebhookSecret } from './webhook-secret.ts';

/** One harmless read. */
interface Trial {
  /** As the line calls it. */
  readonly what: string;
  readonly operation: Operation;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  /** What a good answer looks like: some other server's page must not pass for one. */
  readonly answer: z.ZodType;
}

const LIST = z.object({ data: z.array(z.unknown()) });
const OBJECT = z.object({ id: z.string() });

/** There is no call that tells, and trying it would change a dispute. */
const UPDATE_PERMISSION: CheckLine = {
  ok: null,
  what: 'answer disputes',
  detail: `Cannot be tried without changing a dispute: make sure the key has the permission ${OPERATIONS.submitEvidence.permission}.`,
};

/** The same of refunds. */
const REFUND_PERMISSION: CheckLine = {
  ok: null,
  what: 'refund payments',
  detail: `Cannot be tried without refunding: make sure the key has the permission ${OPERATIONS.refund.permission}.`,
};

/** Tries the set-up with harmless reads; the first telling one also shows whether Whop is in reach and takes the key. */
export async function* checkWhop(
  client: Whop,
  settings: WhopSettings,
  limits: RequestLimits,
): AsyncGenerator<CheckLine> {
  const { companyId } = settings;
  if (companyId === null) yield { ok: false, what: 'company', detail: WITHOUT_COMPANY };
  let isKeyKnown = false;
  for (const trial of trials(companyId)) {
    const failure = await failureOf(client, trial, limits);
    if (!isKeyKnown && failure?.kind !== 'not_found') {
      yield keyLine(failure);
      if (failure !== null && !isAnswer(failure)) break;
      isKeyKnown = true;
    }
    yield trialLine(trial, failure);
  }
  yield UPDATE_PERMISSION;
  yield REFUND_PERMISSION;
  yield* secretLines(settings.webhookSecrets);
}

function trials(companyId: string | null): readonly Trial[] {
  const query = { ...(companyId !== null && { company_id: companyId }), first: 1 };
  const payments: Trial = {
    what: 'list payments',
    operation: OPERATIONS.listPayments,
    path: '/payments',
    query,
    answer: LIST,
  };
  const refunds: Trial = {
    what: 'list refunds',
    operation: OPERATIONS.listRefunds,
    path: '/refunds',
    query,
    answer: LIST,
  };
  if (companyId === null) return [payments, refunds];
  return [
    {
      what: 'read company',
      operation: OPERATIONS.readCompany,
      path: `/companies/${encodeURIComponent(companyId)}`,
      answer: OBJECT,
    },
    {
      what: 'list disputes',
      operation: OPERATIONS.listDisputes,
      path: '/disputes',
      query,
      answer: LIST,
    },
    {
      what: 'list dispute alerts',
      operation: OPERATIONS.listAlerts,
      path: '/dispute_alerts',
      query,
      answer: LIST,
    },
    payments,
    refunds,
  ];
}

/** Asks by path rather than by the SDK's own `list`, which takes any answer without a list for an empty one. */
async function failureOf(client: Whop, trial: Trial, limits: RequestLimits): Promise<ProviderError | null> {
  const { operation, path, query, answer } = trial;
  try {
    const body = await callWhop(operation, limits, (options) => client.get(path, { query, ...options }));
    return answer.safeParse(body).success ? null : unreadable(operation);
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

function trialLine({ what, operation }: Trial, failure: ProviderError | null): CheckLine {
  if (failure === null)
    return { ok: true, what, detail: `The key has the permission ${operation.permission}.` };
  const advice = failure.kind === 'not_found' ? ' Check WHOP_COMPANY_ID and WHOP_BASE_URL.' : '';
  return { ok: false, what, detail: failure.message + advice };
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
