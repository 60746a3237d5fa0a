import type { Request, Response } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import { type Millis, SECOND, instant } from '../../domain/instant.ts';
import { PROVIDERS, type ProviderName } from '../../domain/names.ts';
import { WebhookFormatError, WebhookSignatureError } from '../../providers/errors.ts';
import type { Provider, WebhookDelivery } from '../../providers/provider.ts';
import type { Store } from '../../store/store.ts';
import { type CaseGateway, TemporalUnavailableError } from '../../temporal/gateway.ts';
import { admission } from '../admission.ts';
import { rawReader } from '../body.ts';
import { within } from '../deadline.ts';
import type { ApiMetrics, WebhookResult } from '../metrics.ts';
import { Problem } from '../problem.ts';
import type { Answer, OpenRoute } from '../route.ts';
import { withEvidence } from '../webhook-evidence.ts';
import { type WebhookSigns, webhookSigns } from '../webhook-signs.ts';

/** Bytes. */
const BODY_LIMIT = 1024 * 1024;
/** Below the 5 s after which providers give up and the event would be in doubt. */
const DELIVERY_DEADLINE: Millis = 4.5 * SECOND;
const MAX_DELIVERIES = 256;

/** What the bridge needs; limits have defaults that suit one process. */
export interface BridgeOptions {
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly gateway: Pick<CaseGateway, 'deliver'>;
  readonly metrics: ApiMetrics;
  /** Keeps the words of evidence that webhooks bring, and when webhooks came. */
  readonly store: Pick<Store, 'putTexts' | 'erasures' | 'signs'>;
  readonly log: Logger;
  /** How long handing one event to Temporal may take. */
  readonly deliveryDeadline?: Millis | undefined;
  /** How many events may be on their way to Temporal at once. */
  readonly maxDeliveries?: number | undefined;
}

/** Webhooks in: checked, handed to Temporal, and only then acknowledged. */
export function bridgeRoutes(options: BridgeOptions): OpenRoute[] {
  const read = rawReader(BODY_LIMIT);
  const deliver = delivery(options);
  const signs = webhookSigns(options.store.signs, options.log);
  return [
    {
      ...DESCRIPTION,
      access: null,
      async serve(req, res) {
        const provider = setUp(options.providers, req.params['provider'], signs);
        const name = provider.capabilities.provider;
        const count = (result: WebhookResult): void =>
          options.metrics.webhooks.inc({ provider: name, result });
        try {
          count(await received(provider, req, res, read, deliver));
          signs.accepted(name);
          return { status: 200, json: { received: true } } satisfies Answer;
        } catch (error) {
          const result = failure(error);
          count(result);
          signs.rejected(name, result);
          throw answerable(error);
        }
      },
    },
  ];
}

async function received(
  provider: Provider,
  req: Request,
  res: Response,
  read: (req: Request, res: Response) => Promise<Buffer>,
  deliver: Deliver,
): Promise<WebhookResult> {
  const raw = await read(req, res);
  const { event, evidence } = await provider.readWebhook(raw, req.headers, instant(Date.now()));
  if (event === null) return 'unused';
  await deliver(event, evidence);
  return 'delivered';
}

type Deliver = (
  event: NonNullable<WebhookDelivery['event']>,
  evidence: WebhookDelivery['evidence'],
) => Promise<void>;

/** Only verified events count against the bound, so that forged ones cannot crowd out genuine ones. */
function delivery(options: BridgeOptions): Deliver {
  const { gateway, metrics, deliveryDeadline, maxDeliveries } = options;
  const admit = admission(maxDeliveries ?? MAX_DELIVERIES);
  return (event, evidence) =>
    within(
      deliveryDeadline ?? DELIVERY_DEADLINE,
      admit(async () => {
        metrics.deliveries.inc();
        try {
          await gateway.deliver(await withEvidence(event, evidence, options));
        } finally {
          metrics.deliveries.dec();
        }
      }),
      () => new TemporalUnavailableError('the delivery took too long'),
    );
}

function setUp(providers: ReadonlyMap<ProviderName, Provider>, name: unknown, signs: WebhookSigns): Provider {
  const known = PROVIDERS.find((provider) => provider === name);
  const provider = known && providers.get(known);
  if (provider !== undefined) return provider;
  if (known !== undefined) signs.rejected(known, 'not_set_up');
  throw new Problem(404, 'No provider of this name is set up here.');
}

function failure(error: unknown): WebhookResult {
  if (error instanceof WebhookSignatureError) return 'bad_signature';
  if (error instanceof WebhookFormatError) return 'bad_format';
  if (error instanceof TemporalUnavailableError) return 'temporal_unavailable';
  if (error instanceof Problem && error.status === 503) return 'overloaded';
  if (!(error instanceof Error && 'status' in error && typeof error.status === 'number')) return 'failed';
  if (error.status === 413) return 'too_large';
  return error.status < 500 ? 'bad_format' : 'failed';
}

function answerable(error: unknown): unknown {
  if (error instanceof WebhookSignatureError) {
    return new Problem(
      401,
      'The signature is bad, stale or missing. Check the webhook secret and the clock.',
    );
  }
  if (error instanceof WebhookFormatError) {
    return new Problem(400, error.message);
  }
  return error;
}

const DESCRIPTION = {
  method: 'post',
  path: '/webhooks/{provider}',
  operationId: 'receiveWebhook',
  tag: 'Webhooks',
  summary: "Take in a provider's webhook",
  description:
    'Signed as the provider signs it. 200 says that the event is kept durably; duplicates and event types that are not used get the same answer.',
  request: { params: z.object({ provider: z.enum(PROVIDERS) }) },
  rawBody: {
    type: 'application/json',
    schema: z.string().meta({ format: 'binary', description: "The provider's JSON, byte for byte." }),
  },
  responses: {
    200: {
      description: 'Kept durably, or of no use here.',
      json: z.object({ received: z.literal(true) }).meta({ id: 'Received' }),
    },
  },
  problems: {
    400: 'Not JSON, or without an event type or object id; `detail` says which.',
    401: 'The signature is bad, stale or missing.',
    404: 'The provider is not set up.',
    413: 'Larger than 1 MiB.',
    415: 'Compressed: the signature covers the bytes as they are.',
    503: 'Temporal is out of reach or there is too much at once: send it again after Retry-After.',
  },
} as const;
