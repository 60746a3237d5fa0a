import { z } from 'zod';
import { PROVIDERS } from '../../domain/names.ts';
import { money, time } from './common.ts';

const problem = z
  .object({
    severity: z.enum(['error', 'warning']),
    message: z.string().meta({ description: 'One plain sentence.' }),
  })
  .meta({ id: 'HealthProblem' });

const rejected = z
  .object({
    at: time.meta({ description: 'The last one of that hour.' }),
    reason: z
      .string()
      .meta({ description: 'A word from a growing set: `bad_signature`, `bad_format`, `too_large`, …' }),
    count: z.int().meta({ description: 'How many within that hour.' }),
  })
  .meta({ id: 'RejectedWebhooks' });

const provider = z
  .object({
    provider: z.enum(PROVIDERS),
    label: z.string().meta({ description: 'Its name as people write it.' }),
    set_up: z.boolean(),
    lists: z.boolean().meta({ description: 'It can be asked for what no webhook told: it is reconciled.' }),
    last_webhook_at: time.nullable().meta({ description: 'The last genuine one.' }),
    last_reconcile_at: time.nullable().meta({ description: 'When its lists were last read.' }),
    reconcile_error: z
      .string()
      .nullable()
      .meta({ description: 'Why the last attempt failed; null when it did not.' }),
    rejected: z.array(rejected).meta({
      description:
        'Webhooks refused in the last 7 days, newest hour first; none for whoever sees some merchants only.',
    }),
  })
  .meta({ id: 'ProviderHealth' });

const failing = z
  .object({
    case_id: z
      .string()
      .nullable()
      .meta({ description: 'Null for what is no case and was asked for by none.' }),
    refund_id: z.string().nullable().meta({ description: 'The refund that does not get on.' }),
    workflow_id: z.string(),
    what: z.string().meta({ description: 'One plain sentence.' }),
    since: time.nullable(),
    temporal_url: z.string().nullable(),
  })
  .meta({ id: 'Failing' });

const dueSoon = z
  .object({
    case_id: z.string(),
    respond_by: time,
    overdue: z.boolean(),
    decided: z.boolean().meta({ description: 'Somebody has decided; nothing more is needed of people.' }),
    amount: money.nullable(),
    outlook: z
      .object({ act: z.enum(['submits', 'escalates', 'lapses', 'ends', 'nothing']), at: time.nullable() })
      .nullable()
      .meta({ description: 'What happens by itself if nobody acts; null once somebody has.' }),
  })
  .meta({ id: 'DueSoon' });

export const health = z
  .object({
    ok: z.boolean().meta({ description: 'There is no problem of severity `error`.' }),
    problems: z.array(problem).meta({ description: 'Everything that is wrong, errors first.' }),
    providers: z.array(provider).meta({ description: 'All Recourse knows, set up or not.' }),
    failing: z
      .array(failing)
      .meta({ description: 'The first 50 of the cases, of the refunds and of the workflows.' }),
    failing_known: z.boolean().meta({
      description: 'False while Temporal or the store does not tell what fails: `failing` may lack some.',
    }),
    due_within_24h: z
      .array(dueSoon)
      .meta({ description: 'What can still be answered and is due or overdue, soonest first; 50 at most.' }),
    deliveries: z.object({
      waiting: z.int(),
      dead: z.int().meta({ description: 'Given up, until somebody has them sent again.' }),
    }),
    temporal: z.boolean(),
    worker: z.boolean(),
    store: z.boolean(),
  })
  .meta({
    id: 'Health',
    description: 'Whoever is bound to some merchants sees their cases and deliveries only.',
  });

export type HealthView = z.infer<typeof health>;
