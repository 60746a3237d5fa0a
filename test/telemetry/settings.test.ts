import { expect, test } from 'vitest';
import { readConfig } from '../../src/config.ts';

test('without a collector nothing is traced, and without a port nothing is served beside the API', () => {
  expect(readConfig({})).toMatchObject({ tracing: null, metricsPort: null });
});

test('traces go to the collector that is named, under the path of OTLP', () => {
  expect(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }).tracing).toEqual({
    url: 'http://collector:4318/v1/traces',
    serviceName: 'recourse',
    ratio: 1,
  });
  const whole = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c.example/otlp', OTEL_SERVICE_NAME: 'desk' };
  expect(readConfig(whole).tracing).toEqual({ url: 'https://c.example/otlp', serviceName: 'desk', ratio: 1 });
});

test.each([
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }, 0.1],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio' }, 1],
  [{ OTEL_TRACES_SAMPLER: 'always_off', OTEL_TRACES_SAMPLER_ARG: '0.5' }, 0],
])('%o keeps this share of all traces: %d', (sampler, ratio) => {
  expect(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', ...sampler }).tracing).toMatchObject({
    ratio,
  });
});

test.each([{ OTEL_SDK_DISABLED: 'true' }, { OTEL_TRACES_EXPORTER: 'none' }])(
  '%o switches traces off',
  (off) => {
    expect(readConfig({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', ...off }).tracing).toBeNull();
  },
);

test.each([
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', "takes the address of a collector's OTLP over HTTP"],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', 'takes http/json'],
  ['OTEL_TRACES_SAMPLER_ARG', '2', 'takes a share from 0 to 1'],
  ['RECOURSE_METRICS_PORT', '0', 'takes a whole number from 1 to 65535'],
])('%s=%s is refused: it %s', (name, value, takes) => {
  expect(() => readConfig({ [name]: value })).toThrow(`${name} ${takes}`);
});
