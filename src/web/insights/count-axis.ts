/** recharts draws so many ticks on its own. */
const TICKS = 5;

/**
 * An axis of whole numbers that ends about where they do: recharts alone draws up to 4 where the most is 1.
 *
 * @param values - what is drawn along it
 */
export function countAxis(values: readonly number[]) {
  const most = Math.max(1, Math.ceil(Math.max(0, ...values)));
  return { allowDecimals: false, tickCount: Math.min(TICKS, most + 1) };
}
