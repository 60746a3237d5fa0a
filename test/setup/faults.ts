import type { Interceptor, Reply } from '../../src/sandbox/routes.ts';

/** What happens to one call instead of a plain answer: it may do the work first, answer something else, cut the connection (null), or hang. */
export type Fault = (work: () => Reply) => Reply | null | Promise<Reply | null>;

export const failBefore: Fault = () => ({ status: 500, body: { error: { message: 'Try later.' } } });
export const failAfter: Fault = (work) => {
  work();
  return { status: 500, body: { error: { message: 'Try later.' } } };
};
export const cutBefore: Fault = () => null;
export const cutAfter: Fault = (work) => {
  work();
  return null;
};
export const hangBefore: Fault = () => new Promise<never>(() => {});
export const hangAfter: Fault = (work) => {
  work();
  return new Promise<never>(() => {});
};
export const slowDown =
  (seconds: number): Fault =>
  () => ({
    status: 429,
    body: { error: { message: 'Too many requests.' } },
    headers: { 'retry-after': String(seconds) },
  });
export const refuse =
  (status: number, message: string): Fault =>
  () => ({ status, body: { error: { message } } });

interface Rule {
  readonly route: string;
  readonly id: string;
  readonly fault: Fault;
  left: number;
}

/** Faults of the provider, by route and object, so that cases side by side do not disturb each other. */
export class Faults {
  readonly #rules = new Set<Rule>();

  /** Lets the next `times` calls of a route about an object go wrong; answers with what ends it early. */
  add(route: string, id: string, fault: Fault, times = Number.POSITIVE_INFINITY): () => void {
    const rule = { route, id, fault, left: times };
    this.#rules.add(rule);
    return () => void this.#rules.delete(rule);
  }

  readonly intercept: Interceptor = async ({ route, ids }, work) => {
    const rule = [...this.#rules].find((item) => item.route === route && ids.includes(item.id));
    if (rule === undefined) return work();
    rule.left -= 1;
    if (rule.left <= 0) this.#rules.delete(rule);
    return await rule.fault(work);
  };
}
