import { z } from 'zod';

const count = z.int().min(0);

export const caseCounts = z
  .object({
    inbox: count.meta({ description: 'Need a person.' }),
    bank: count.meta({ description: 'Answered, waiting for the ruling.' }),
    won: count,
    lost: count,
    closed: count,
    all: count,
    due_within_24h: count.meta({
      description: 'Need a person, and their deadline comes within 24 hours.',
    }),
    overdue: count.meta({ description: 'Need a person although their deadline has passed.' }),
  })
  .meta({ id: 'CaseCounts', description: 'Cases the caller may see, by where they stand.' });

export type CaseCountsView = z.infer<typeof caseCounts>;
