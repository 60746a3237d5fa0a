import { z } from 'zod';
import { decimalsOf, isZero, moneyFromMajor, type Money } from '../../domain/money.ts';
import { PROVIDERS } from '../../domain/names.ts';
import { KEY, resolutionRequest } from './acts.ts';
import { words } from './common.ts';

/** Room for any sum there is, down to the smallest unit of any coin. */
const DECIMAL = /^(0|[1-9][0-9]{0,17})(\.[0-9]{1,18})?$/;
const CURRENCY = /^[A-Za-z0-9_]{2,32}$/;

/**
 * Visible ASCII, as workflow ids hold it in a known length, without the colon that parts them: `pay_1:external` and a key would name a refund
 * of `pay_1` made elsewhere. The prefixes are ours, for what is not filed under a payment yet; dots alone are no part of an address.
 */
const PAYMENT = /^(?!(dispute|alert|refund)\.|\.+$)[!-9;-~]{1,255}$/;

/** Exact and positive, with at most the currency's own decimals; becomes {@link Money} with just as many. */
const positiveMoney = z
  .strictObject({
    amount: z
      .string()
      .regex(DECIMAL, 'Write an exact decimal in major units, as "10.43".')
      .meta({ examples: ['10.43'] }),
    currency: z
      .string()
      .regex(CURRENCY, 'Write a currency as its code, as "usd".')
      .meta({ examples: ['usd'] }),
  })
  .transform((sent, context): Money => {
    const money = moneyFromMajor(sent.amount, sent.currency);
    const fault = money === null ? 'This is no amount.' : faultIn(money, sent.amount);
    if (money !== null && fault === null) return money;
    context.addIssue({ code: 'custom', path: ['amount'], message: fault ?? '' });
    return z.NEVER;
  });

function faultIn(money: Money, written: string): string | null {
  if (isZero(money)) return 'Refund more than nothing.';
  const allowed = decimalsOf(money.currency);
  const [, decimals = ''] = written.split('.');
  return allowed !== null && decimals.length > allowed
    ? `An amount in ${money.currency} has at most ${allowed} decimals.`
    : null;
}

/** The id of a payment that can be refunded. */
export const refundablePayment = z
  .string()
  .regex(PAYMENT, 'Write the id of the payment as the provider does.')
  .meta({ examples: ['pay_1'] });

export const refundRequest = z
  .strictObject({
    provider: z.enum(PROVIDERS),
    payment_id: refundablePayment,
    amount: positiveMoney
      .optional()
      .meta({ description: 'Absent: whatever remains when its turn comes. Currencies in lower case.' }),
    reason: words.min(1).max(2000).optional().meta({ description: 'For your own records.' }),
  })
  .meta({ id: 'RefundRequest' });

const NEEDED =
  'A refund needs an Idempotency-Key: 1 to 255 of A-Z a-z 0-9 . _ -, the same when it is repeated.';

export const refundKey = z.object({
  'idempotency-key': z
    .string(NEEDED)
    .regex(...KEY)
    .meta({
      description:
        'One of each payment, for ever: the same key and body get the same refund and have no second effect.',
    }),
});

export const refundResolution = resolutionRequest
  .omit({ dispute_id: true })
  .meta({ id: 'RefundResolutionRequest' });
