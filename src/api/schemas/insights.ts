import { z } from 'zod';
import { LEDGER_KINDS } from '../../domain/money-ledger.ts';
import { PROVIDERS } from '../../domain/names.ts';
import { REASONS } from '../../domain/provider.ts';
import { money, time } from './common.ts';

/** The charts, each of which is also a CSV file. */
export const CHARTS = ['at_stake', 'due', 'rulings', 'time_to_answer', 'alerts'] as const;
export type Chart = (typeof CHARTS)[number];

const cases = z.int().meta({ description: 'How many cases it is made of.' });

const atStake = money
  .extend({ cases })
  .meta({ id: 'AtStake', description: 'What can still be answered, or waits for its ruling, right now.' });

const due = money
  .extend({ date: z.iso.date().meta({ description: 'A day in UTC.' }), cases })
  .meta({ id: 'DueDay', description: 'What can still be answered and has its deadline on that day.' });

const rulings = z
  .object({
    month: z
      .string()
      .meta({ description: 'When the last ruling became known, in UTC.', examples: ['2026-11'] }),
    provider: z.enum(PROVIDERS),
    reason: z.enum(REASONS).nullable(),
    won: z.int(),
    lost: z.int(),
    closed: z.int().meta({ description: 'Over without either.' }),
    net: z.array(money).meta({
      description:
        "What these disputes did to the merchant's money, fees included: negative for what it lost. One sum for each currency.",
    }),
    unknown: z.array(z.enum(LEDGER_KINDS)).meta({
      description: 'What `net` may lack, as the provider does not say it, such as `fee`.',
    }),
  })
  .meta({ id: 'Rulings' });

const hours = z.number().nullable().meta({ description: 'Null where nothing was answered.' });
const answered = z.int().meta({ description: 'How many disputes were answered.' });

export const insights = z
  .object({
    from: time,
    to: time,
    currencies: z.array(z.string()).meta({ description: 'All that occur below.' }),
    at_stake: z.array(atStake),
    due: z.array(due).meta({ description: 'The next 14 days; days and currencies without any are absent.' }),
    rulings: z
      .array(rulings)
      .meta({ description: 'By the last ruling of each dispute, oldest month first.' }),
    time_to_answer: z
      .object({ median_hours: hours, p90_hours: hours, answered })
      .meta({ id: 'TimeToAnswer', description: 'From when a dispute was first seen until it was answered.' }),
    time_to_answer_by_month: z.array(
      z
        .object({
          month: z.string().meta({ description: 'Of the answer, in UTC.', examples: ['2026-11'] }),
          median_hours: hours,
          p90_hours: hours,
          answered,
        })
        .meta({ id: 'TimeToAnswerOfMonth' }),
    ),
    alerts: z
      .object({
        received: z.int(),
        refunded: z.int().meta({ description: 'Refunded because of the alert, disputed later or not.' }),
        disputes_avoided: z
          .int()
          .meta({ description: 'Refunded, and the alert ended without a dispute of it.' }),
        became_disputes: z.int(),
      })
      .meta({ id: 'AlertOutcomes', description: 'Alerts received between `from` and `to`.' }),
  })
  .meta({
    id: 'Insights',
    description:
      '`at_stake` and `due` tell of now, the others of what happened from `from` until before `to`. No sum mixes currencies.',
  });

export type InsightsView = z.infer<typeof insights>;
