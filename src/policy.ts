import { createHash } from 'node:crypto';
import { z } from 'zod';
import { DAY, HOUR, MINUTE, type Millis } from './domain/instant.ts';
import { compareMoney, decimalsOf } from './domain/money.ts';
import { PROVIDERS } from './domain/names.ts';
import {
  BUILT_IN_POLICY,
  type ApprovalRule,
  type AutoRefundRule,
  type DisputeFee,
  type Policy,
} from './domain/policy.ts';
import { parseSettings, readSettingsFile } from './settings-file.ts';

const UNITS: Readonly<Record<string, Millis>> = { d: DAY, h: HOUR, m: MINUTE };

const duration = z
  .string({ error: 'takes a duration such as 72h, 7d or 90m' })
  .regex(/^[1-9]\d{0,4}[dhm]$/, { error: 'takes a duration such as 72h, 7d or 90m' })
  .transform((text): Millis => Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 0))
  .describe('A duration: a whole number and d (days), h (hours) or m (minutes)');

const disclosure = z.string().min(1).max(20_000);

const AMOUNT = { error: 'takes an amount in quotes, above zero, such as "20.00"' };

const CURRENCY = { error: 'takes a currency such as usd' };
const currencyCode = z.string(CURRENCY).regex(/^[A-Za-z][A-Za-z0-9_]{1,31}$/, CURRENCY);
const majorUnits = z.string(AMOUNT).regex(/^(?=.*[1-9])\d{1,12}(\.\d{1,12})?$/, AMOUNT);

/** A limit that the currency cannot even express was meant otherwise. */
function refuseMoreDecimals(limit: string, currency: string, name: string, context: z.RefinementCtx): void {
  const most = decimalsOf(currency);
  const given = limit.split('.')[1]?.length ?? 0;
  if (most === null || given <= most) return;
  context.addIssue({ code: 'custom', path: [name], message: `has more decimals than ${currency} has` });
}

const autoRefundRule = z
  .strictObject({
    provider: z.enum(PROVIDERS),
    currency: currencyCode.describe('The currency the payment was made in'),
    up_to: majorUnits.describe('Refund no payment above this amount; in major units, such as "20.00"'),
    alert_types: z
      .array(z.string().min(1).max(100))
      .min(1)
      .max(20)
      .describe("Types of alert, in the provider's own words, such as dispute and fraud"),
  })
  .superRefine((rule, context) =>
    refuseMoreDecimals(rule.up_to, rule.currency.toLowerCase(), 'up_to', context),
  )
  .transform((rule): AutoRefundRule => ({
    provider: rule.provider,
    currency: rule.currency.toLowerCase(),
    upTo: rule.up_to,
    alertTypes: rule.alert_types,
  }));

const approvalRule = z
  .strictObject({
    currency: currencyCode.describe('The currency of the disputed amount'),
    responder_up_to: majorUnits
      .optional()
      .describe('Up to this amount a responder decides alone. Built in: never'),
    four_eyes_above: majorUnits
      .optional()
      .describe(
        'Above this amount one person proposes and another one, who may decide, approves. Built in: never',
      ),
  })
  .transform((rule): ApprovalRule => ({
    currency: rule.currency.toLowerCase(),
    responderUpTo: rule.responder_up_to ?? null,
    fourEyesAbove: rule.four_eyes_above ?? null,
  }))
  .superRefine(({ currency, responderUpTo, fourEyesAbove }, context) => {
    for (const [name, limit] of [
      ['responder_up_to', responderUpTo],
      ['four_eyes_above', fourEyesAbove],
    ] as const)
      if (limit !== null) refuseMoreDecimals(limit, currency, name, context);
    if (responderUpTo === null || fourEyesAbove === null) return;
    if (compareMoney({ amount: responderUpTo, currency }, { amount: fourEyesAbove, currency }) > 0)
      context.addIssue({
        code: 'custom',
        path: ['four_eyes_above'],
        message: 'must not be below responder_up_to',
      });
  });

const disputeFee = z
  .strictObject({
    provider: z.enum(PROVIDERS),
    currency: currencyCode.describe('The currency of the fee'),
    amount: majorUnits.describe('What each dispute costs beside its amount, such as "15.00"'),
  })
  .superRefine((fee, context) =>
    refuseMoreDecimals(fee.amount, fee.currency.toLowerCase(), 'amount', context),
  )
  .transform(({ provider, currency, amount }): DisputeFee => ({
    provider,
    amount: { amount, currency: currency.toLowerCase() },
  }));

/** The policy file. Whatever is left out stays as built in. */
export const PolicyFile = z.strictObject({
  alerts: z
    .strictObject({
      window: duration.optional().describe('How long an alert without a dispute is followed. Built in: 72h'),
      auto_refund: z
        .array(autoRefundRule)
        .max(100)
        .optional()
        .describe('Alerts that are refunded without asking anybody. Built in: none'),
    })
    .optional()
    .describe('Early warnings'),
  response: z
    .strictObject({
      margin: duration
        .optional()
        .describe('How long before the deadline silence is acted upon. Built in: 24h'),
      reminders: z
        .array(duration)
        .max(20)
        .optional()
        .describe('How long before the deadline people are reminded. Built in: 7d, 3d, 24h, 6h'),
      on_silence: z
        .enum(['submit', 'submit_if_complete', 'lapse'])
        .optional()
        .describe('What happens when nobody decided in time. Built in: submit_if_complete'),
    })
    .optional()
    .describe('Answering disputes'),
  rulings: z
    .strictObject({
      quiet_period: duration
        .optional()
        .describe('How long a case stays open after its last ruling. Built in: 14d'),
    })
    .optional()
    .describe('After the ruling'),
  approvals: z
    .array(approvalRule)
    .max(100)
    .refine((rules) => new Set(rules.map(({ currency }) => currency)).size === rules.length, {
      error: 'takes one rule a currency',
    })
    .optional()
    .describe('Who may decide about how much. Built in: approvers decide alone, responders propose'),
  dispute_fees: z
    .array(disputeFee)
    .max(100)
    .optional()
    .describe('What disputes cost, shown to whoever decides about an alert. Built in: not known'),
  retention: z
    .strictObject({
      evidence: duration
        .optional()
        .describe(
          "How long a closed case's evidence and notes are kept after the last that happened in it. Built in: 730d",
        ),
      news: duration
        .optional()
        .describe('How long news that was told is kept, of closed cases and old refunds. Built in: 365d'),
    })
    .optional()
    .describe('When what is kept is thrown away'),
  evidence: z
    .strictObject({
      refund_policy_disclosure: disclosure
        .optional()
        .describe('How customers were told of the refund policy'),
      cancellation_policy_disclosure: disclosure
        .optional()
        .describe('How customers were told of the cancellation policy'),
      product_descriptions: z
        .record(z.string(), disclosure)
        .optional()
        .describe("What was sold, by the provider's product id"),
    })
    .optional()
    .describe('Texts every draft begins with'),
});

/**
 * Reads a policy file.
 *
 * @throws SettingsFileError
 */
export function readPolicy(file: string): Promise<Policy> {
  return readSettingsFile('policy file', file, parsePolicy);
}

/**
 * Reads a policy from YAML text.
 *
 * @throws SettingsFileError with one line for each fault
 */
export function parsePolicy(text: string): Policy {
  const data = parseSettings(PolicyFile, text);
  const built = BUILT_IN_POLICY;
  return {
    version: createHash('sha256').update(text).digest('hex').slice(0, 12),
    alerts: {
      window: data.alerts?.window ?? built.alerts.window,
      autoRefund: data.alerts?.auto_refund ?? built.alerts.autoRefund,
    },
    response: {
      margin: data.response?.margin ?? built.response.margin,
      reminders: longestFirst(data.response?.reminders ?? built.response.reminders),
      onSilence: data.response?.on_silence ?? built.response.onSilence,
    },
    approvals: data.approvals ?? built.approvals,
    rulings: { quietPeriod: data.rulings?.quiet_period ?? built.rulings.quietPeriod },
    disputeFees: data.dispute_fees ?? built.disputeFees,
    retention: {
      evidence: data.retention?.evidence ?? built.retention.evidence,
      news: data.retention?.news ?? built.retention.news,
    },
    evidence: {
      refundPolicyDisclosure: data.evidence?.refund_policy_disclosure ?? null,
      cancellationPolicyDisclosure: data.evidence?.cancellation_policy_disclosure ?? null,
      productDescriptions: data.evidence?.product_descriptions ?? {},
    },
  };
}

/** The JSON Schema of the policy file, for editors. */
export function policyJsonSchema(): object {
  return { ...z.toJSONSchema(PolicyFile, { io: 'input' }), title: 'Recourse policy' };
}

function longestFirst(durations: readonly Millis[]): readonly Millis[] {
  return [...new Set(durations)].toSorted((a, b) => b - a);
}
