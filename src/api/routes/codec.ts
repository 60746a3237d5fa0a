import type { Payload, PayloadCodec } from '@temporalio/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { UnreadablePayloadError } from '../../temporal/encryption-codec.ts';
import { rawReader } from '../body.ts';
import { Problem } from '../problem.ts';
import type { GuardedRoute } from '../route.ts';
import { payloads, type PayloadsView } from '../schemas/codec.ts';
import { validated } from '../validation.ts';

/** Bytes: what Temporal sends of a history at once is up to 4 MiB, and longer by a third in base64. */
const BODY_LIMIT = 8 * 1024 * 1024;
const TOO_LARGE = 'The body is larger than 8 MiB: send fewer payloads at once.';

export interface CodecRouteOptions {
  /** How all that Temporal stores is encrypted; without any, payloads come back as they are. */
  readonly payloadCodecs?: readonly PayloadCodec[] | undefined;
  /** The origins of Temporal's web pages, which ask in the name of whoever looks at them. */
  readonly codecOrigins?: readonly string[] | undefined;
}

const query = z.strictObject({
  preserveStorageRefs: z
    .string()
    .optional()
    .meta({ description: "Sent by Temporal's web pages; no matter here." }),
});
const Call = z.object({ query, body: payloads });

/** Shows what Temporal stores to those who may see all of it, in the protocol that Temporal's web pages and command line tool share. */
export function codecRoutes({ payloadCodecs = [], codecOrigins = [] }: CodecRouteOptions): GuardedRoute[] {
  return [
    {
      ...DESCRIPTION,
      access: { role: 'admin', allMerchants: true, pagesOf: codecOrigins },
      async serve(req, res) {
        const { body } = validated(Call, { query: req.query, body: await readBody(req, res) });
        return { status: 200, json: { payloads: await decoded(body.payloads, payloadCodecs) } };
      },
    },
  ];
}

const readRaw = rawReader(BODY_LIMIT);

async function readBody(req: Request, res: Response): Promise<unknown> {
  if (req.is('json') === false) throw new Problem(415, 'Send the body as `Content-Type: application/json`.');
  const raw = await readRaw(req, res).catch((error: unknown) => {
    throw error instanceof Error && 'status' in error && error.status === 413
      ? new Problem(413, TOO_LARGE)
      : error;
  });
  try {
    return JSON.parse(raw.toString());
  } catch {
    throw new Problem(400, 'The body is not JSON.');
  }
}

type Payloads = PayloadsView['payloads'];

async function decoded(encoded: Payloads, codecs: readonly PayloadCodec[]): Promise<Payloads> {
  let binary = encoded.map(fromJson);
  try {
    for (const codec of codecs.toReversed()) binary = await codec.decode(binary);
  } catch (error) {
    if (!(error instanceof UnreadablePayloadError)) throw error;
    throw new Problem(422, error.message, { type: 'unreadable-payload' });
  }
  return binary.map(toJson);
}

function fromJson({ metadata = {}, data }: Payloads[number]): Payload {
  return {
    metadata: mapped(metadata, (base64) => Buffer.from(base64, 'base64')),
    ...(data !== undefined && { data: Buffer.from(data, 'base64') }),
  };
}

function toJson({ metadata, data }: Payload): Payloads[number] {
  return {
    metadata: mapped(metadata ?? {}, (bytes) => Buffer.from(bytes).toString('base64')),
    ...(data && { data: Buffer.from(data).toString('base64') }),
  };
}

function mapped<From, To>(fields: Readonly<Record<string, From>>, change: (value: From) => To) {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, change(value)]));
}

const DESCRIPTION = {
  method: 'post',
  path: '/codec/decode',
  operationId: 'decodePayloads',
  tag: 'Operations',
  summary: 'Decrypt what Temporal stores',
  description:
    "The remote codec of Temporal's web pages (`TEMPORAL_CODEC_ENDPOINT`, with credentials) and of `temporal --codec-endpoint`: give these the address up to `/codec`. Browsers may ask from the pages of RECOURSE_CODEC_ORIGINS alone.",
  request: { query },
  rawBody: { type: 'application/json', schema: payloads },
  responses: {
    200: { description: 'The same payloads, each as it was before it was encrypted.', json: payloads },
  },
  problems: {
    413: TOO_LARGE,
    415: 'The body is not called JSON, or compressed.',
    422: 'A payload is not as described, or is encrypted under a key that is not here: `detail` names it.',
  },
} as const;
