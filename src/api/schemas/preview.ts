import { z } from 'zod';

const previewedFile = z
  .object({
    slot: z.string(),
    label: z.string(),
    id: z.string(),
    name: z.string(),
    size: z.int().nullable(),
    type: z.string().nullable(),
  })
  .meta({ id: 'PreviewedFile' });

const problem = z
  .object({
    severity: z
      .enum(['error', 'warning'])
      .meta({ description: '`error`: it cannot be sent so. `warning`: it can, and is weak.' }),
    about: z.string().nullable().meta({ description: 'The field or slot; null for the whole answer.' }),
    message: z.string(),
  })
  .meta({ id: 'PreflightProblem' });

export const previewSchema = z
  .object({
    dispute_id: z.string(),
    revision: z.int(),
    frozen: z.boolean().meta({ description: 'Decided or ruled: this is what was, or will be, sent.' }),
    fields: z.array(z.object({ name: z.string(), label: z.string(), text: z.string() })),
    files: z.array(previewedFile),
    problems: z.array(problem),
    sendable: z.boolean().meta({ description: 'Nothing stands in the way of sending it.' }),
  })
  .meta({ id: 'Preview', description: 'Exactly what the provider gets, and what is wrong with it.' });

export type PreviewView = z.infer<typeof previewSchema>;
export type PreviewProblemView = z.infer<typeof problem>;
