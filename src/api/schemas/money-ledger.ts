import { z } from 'zod';
import { LEDGER_KINDS } from '../../domain/money-ledger.ts';
import { money, time } from './common.ts';

const ledgerEntry = z
  .object({
    id: z.string().meta({ description: "The provider's own id, by which it is counted once." }),
    dispute_id: z.string().nullable().meta({ description: 'Null for a refund that no dispute asked for.' }),
    kind: z.enum(LEDGER_KINDS),
    amount: money,
    effect: money,
    at: time.nullable(),
    source: z.string().meta({ description: 'What says so.', examples: ['disputes.funds_withdrawn'] }),
  })
  .meta({
    id: 'LedgerEntry',
    description: 'One movement. `amount` is never negative; `effect` is, for what left the merchant.',
  });

/** What a case has done to the merchant's money. */
export const moneyLedgerSchema = z
  .object({
    entries: z.array(ledgerEntry).meta({
      description: 'Oldest first, those without a time last. A refund stands here once it succeeded.',
    }),
    net: z.array(money).meta({ description: 'The sum of all effects, one for each currency.' }),
    unknown: z.array(z.enum(LEDGER_KINDS)).meta({
      description: 'What the provider does not tell: it is not counted, and may or may not have been.',
    }),
    payment_amount: money.nullable(),
    disputed_amount: money.nullable(),
    difference: money.nullable().meta({
      description:
        'Disputed beyond what was paid, through exchange rates; negative when it is less. Null when they are not in one currency.',
    }),
  })
  .meta({ id: 'MoneyLedger', description: "What the case has done to the merchant's money so far." });

export type MoneyLedgerView = z.infer<typeof moneyLedgerSchema>;
