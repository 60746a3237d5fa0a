import { z } from 'zod';

const payload = z
  .object({ metadata: z.record(z.string(), z.base64()).optional(), data: z.base64().optional() })
  .meta({
    id: 'Payload',
    description: 'What Temporal stores of one value, as its JSON writes it: bytes in base64.',
  });

/** What Temporal's own tools send to have payloads shown, and get back. */
export const payloads = z.object({ payloads: z.array(payload) }).meta({ id: 'Payloads' });

export type PayloadsView = z.output<typeof payloads>;
