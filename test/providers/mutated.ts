import * as fc from 'fast-check';

/** A payload in which any fields, however deep, are missing, replaced by anything, or joined by others. */
export function mutated(sample: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> {
  const odd = fc.oneof(fc.jsonValue(), fc.constant(undefined), fc.double(), fc.string({ unit: 'binary' }));
  const fields = Object.entries(sample).map(([name, value]): [string, fc.Arbitrary<unknown>] => [
    name,
    isRecord(value) ? fc.oneof(odd, mutated(value)) : fc.oneof(odd, fc.constant(value)),
  ]);
  return fc
    .tuple(fc.record(Object.fromEntries(fields), { requiredKeys: [] }), fc.dictionary(fc.string(), odd))
    .map(([known, extra]) => ({ ...extra, ...known }));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
