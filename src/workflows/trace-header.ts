/** The header by which a trace travels with messages, activities and children: a JSON object of W3C trace context. Temporal's own interceptors use this name. */
export const TRACE_HEADER = '_tracer-data';
