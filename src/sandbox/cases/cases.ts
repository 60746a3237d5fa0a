import { z } from 'zod';
import { instant } from '../../domain/instant.ts';
import { possibly } from '../control/possibly.ts';
import { DURATION, fromNow } from '../duration.ts';
import type { NewRun, Run, Runs, Scenario, StepLike } from './runs.ts';

/** One provider's scenarios, for the control API. What checks a body throws ControlProblem. */
export interface Cases {
  readonly scenarios: Readonly<Record<string, Scenario<StepLike>>>;
  /** Whether an id is that of a run, or of the payment, dispute, alert or refund of one. */
  knows(id: string): boolean;
  start(body: unknown): object;
  advance(id: string): object;
  /** Takes a transition by its name. When it happens to be the scenario's next step, that step is taken with it. */
  move(id: string, body: unknown): object;
  /** The scenarios started so far, newest first. */
  list(): readonly (object & { readonly created_at: string })[];
}

/** What a provider brings to let its scenarios be controlled. */
interface CaseControl<Terms> {
  /** Reads what a scenario is to be started with. */
  readStart(body: unknown): Omit<NewRun<Terms>, 'openedBy'>;
  /** Does what a transition says. Answers with its name and the run. */
  move(run: Run<Terms>, id: string, body: unknown): { readonly name: string; readonly run: Run<Terms> };
  refundIdsOf(paymentId: string): readonly string[];
}

/** Lets scenarios be started and moved on, in turn and out of turn. */
export function controlledCases<Terms extends object, Step extends StepLike>(
  runs: Runs<Terms, Step>,
  control: CaseControl<Terms>,
): Cases {
  function show(run: Run<Terms>) {
    const { id, scenario, payment_id, alert_id, dispute_ids, terms, created_at } = run;
    return {
      id,
      name: scenario,
      payment_id,
      alert_id,
      dispute_id: dispute_ids.at(-1) ?? null,
      dispute_ids,
      refund_ids: control.refundIdsOf(payment_id),
      ...terms,
      created_at,
      next: runs.next(run)?.do ?? null,
    };
  }

  function known(id: string): Run<Terms> {
    const run = runs.find(id);
    if (run === null) throw new RangeError(`${id} was not asked for before.`);
    return run;
  }

  return {
    scenarios: runs.scenarios,
    knows: (id) => runs.find(id) !== null,
    start: (body) => show(possibly(() => runs.start({ ...control.readStart(body), openedBy: 'control' }))),
    advance: (id) => show(possibly(() => runs.advance(known(id)))),
    move: (id, body) =>
      show(
        possibly(() => {
          const { run, name } = control.move(known(id), id, body);
          return runs.took(run, name);
        }),
      ),
    list: () => runs.list().map(show),
  };
}

/** How a deadline may be asked for: not at all, in so long, at a moment, or as none (null). */
export const DEADLINE = {
  respond_in: z.string().regex(DURATION, 'a duration such as 90s, 15m, 3h or 7d').optional(),
  respond_by: z.iso
    .datetime({ offset: true })
    .transform((at) => instant(Date.parse(at)))
    .nullable()
    .optional(),
};

/** Null is no deadline at all, undefined that nothing was said of it. */
export function readDeadline({
  respond_in,
  respond_by,
}: {
  readonly respond_in?: string | undefined;
  readonly respond_by?: string | null | undefined;
}): string | null | undefined {
  return respond_in === undefined ? respond_by : fromNow(respond_in);
}

const decimal = z
  .string()
  .regex(/^\d+(\.\d+)?$/, 'a decimal number')
  .transform(Number);

/** An amount in major units, as a number or as decimal text. */
export const AMOUNT = z.union([z.number().positive(), decimal]);

/** Any word will do: providers add currencies, and what they list is not all ISO. */
export function isCurrency(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z0-9_]{2,12}$/.test(value);
}
