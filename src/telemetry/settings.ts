import { z } from 'zod';
import { text, url } from '../setting.ts';

/** Where traces go. */
export interface TracingSettings {
  /** The whole address spans are posted to, e.g. `http://collector:4318/v1/traces`. */
  readonly url: string;
  readonly serviceName: string;
  /** Which share of traces is kept, 0 to 1. */
  readonly ratio: number;
}

const collector = () => url("the address of a collector's OTLP over HTTP, http:// or https://", /^https?:$/);

const protocol = () =>
  z.enum(['http/json'], { error: 'takes http/json, the one form of OTLP that is sent' }).optional();

/** OpenTelemetry's standard variables, as far as they decide whether and what is sent. */
export const TELEMETRY_VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: collector(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector(),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol(),
  OTEL_SERVICE_NAME: text('a name').default('recourse'),
  OTEL_SDK_DISABLED: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none'], { error: 'takes otlp or none' }).default('otlp'),
  OTEL_TRACES_SAMPLER: z
    .enum(
      [
        'always_on',
        'always_off',
        'traceidratio',
        'parentbased_always_on',
        'parentbased_always_off',
        'parentbased_traceidratio',
      ],
      { error: 'takes always_on, always_off or traceidratio, each also behind parentbased_' },
    )
    .default('parentbased_always_on'),
  OTEL_TRACES_SAMPLER_ARG: text('a share from 0 to 1', (value) => Number(value) >= 0 && Number(value) <= 1),
};

type TelemetryValues = z.output<z.ZodObject<typeof TELEMETRY_VARIABLES>>;

/** Null where no collector is named, or traces are switched off: then nothing of it is loaded. */
export function tracingSettings(values: TelemetryValues): TracingSettings | null {
  const base = values.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/+$/, '');
  const address =
    values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? (base === undefined ? undefined : `${base}/v1/traces`);
  const isOff = values.OTEL_SDK_DISABLED?.toLowerCase() === 'true' || values.OTEL_TRACES_EXPORTER === 'none';
  if (address === undefined || isOff) return null;
  return { url: address, serviceName: values.OTEL_SERVICE_NAME, ratio: ratioOf(values) };
}

function ratioOf({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: share }: TelemetryValues): number {
  if (sampler.endsWith('always_off')) return 0;
  return sampler.endsWith('traceidratio') ? Number(share ?? 1) : 1;
}
