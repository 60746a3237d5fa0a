import {
  type Attributes,
  context,
  type Context,
  propagation,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Headers } from '@temporalio/common';
import { TRACE_HEADER } from '../workflows/trace-header.ts';

/** Whose spans these are. Without {@link startTracing} it makes none, at no cost worth naming. */
export const tracer = trace.getTracer('recourse');

/** What a span is called, and what it tells. Never anything of a person, a key, or an address with its query. */
export interface SpanDetails {
  readonly name: string;
  readonly kind: SpanKind;
  readonly attributes?: Attributes;
  /** What it is part of; by default what is under way. */
  readonly parent?: Context;
}

/** Does work within a span; one that fails says by which kind of error, not by its words. */
export async function inSpan<T>(
  { name, kind, attributes = {}, parent = context.active() }: SpanDetails,
  work: () => Promise<T>,
): Promise<T> {
  const span = tracer.startSpan(name, { kind, attributes }, parent);
  try {
    return await context.with(trace.setSpan(parent, span), work);
  } catch (error) {
    failed(span, error);
    throw error;
  } finally {
    span.end();
  }
}

/** Marks a span as failed. An error's message stays out: not all of them are ours. */
export function failed(span: Span, error: unknown): void {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute('error.type', error instanceof Error ? error.name : 'unknown');
}

/** Adds the trace under way to what is sent; the same headers where there is none. */
export function tracedHeaders(headers: Headers): Headers {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  if (Object.keys(carrier).length === 0) return headers;
  return { ...headers, [TRACE_HEADER]: { metadata: JSON_ENCODING, data: encode(carrier) } };
}

/** The trace something came with; none where it came with none, or with what is not one. */
export function traceIn(headers: Headers): Context {
  return traceOf(headers[TRACE_HEADER]?.data);
}

/** The trace in the bytes of {@link TRACE_HEADER}. */
export function traceOf(data: Uint8Array | null | undefined): Context {
  const none = trace.deleteSpan(context.active());
  if (!data) return none;
  try {
    return propagation.extract(none, JSON.parse(Buffer.from(data).toString('utf8')));
  } catch {
    return none;
  }
}

function encode(carrier: unknown): Uint8Array {
  return Buffer.from(JSON.stringify(carrier));
}

/** As Temporal's default converter marks JSON. */
const JSON_ENCODING = { encoding: Buffer.from('json/plain') };
