import { fileURLToPath } from 'node:url';
import type { DataConverter, PayloadCodec } from '@temporalio/common';

/** Of the module whose failures can be encrypted. */
export const FAILURE_CONVERTER = fileURLToPath(new URL('../workflows/failure-converter.ts', import.meta.url));

/** How a client and a worker turn values into payloads. Without codecs failures stay readable too. */
export function dataConverter(payloadCodecs: readonly PayloadCodec[]): DataConverter {
  return payloadCodecs.length === 0
    ? {}
    : { payloadCodecs: [...payloadCodecs], failureConverterPath: FAILURE_CONVERTER };
}
