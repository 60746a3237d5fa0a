import { z } from 'zod';
import { nextCursor } from './common.ts';

/** How far a rebuild has come. */
export const rebuilt = z
  .object({
    cases: z.int().meta({ description: 'How many this step wrote anew.' }),
    next_cursor: nextCursor,
  })
  .meta({ id: 'Rebuilt' });
