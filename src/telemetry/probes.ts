import express, { type Express } from 'express';
import type { Registry } from 'prom-client';

/** What a process without an API answers on its metrics port. */
export interface Probes {
  readonly registry: Registry;
  readonly moreMetrics: () => Promise<string>;
  /** What this process needs and does, by name, and whether it is so. Never rejects. */
  readonly checks: () => Promise<Readonly<Record<string, boolean>>>;
}

/**
 * `/healthz`, `/readyz` and `/metrics` for a worker, as an API has them. Without a token: nothing of a person or a merchant is in them, and the port
 * is for a private network.
 */
export function probes({ registry, moreMetrics, checks }: Probes): Express {
  const app = express().disable('x-powered-by').disable('etag');
  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  app.get('/readyz', async (_req, res) => {
    const found = await checks();
    const isReady = Object.values(found).every(Boolean);
    res.status(isReady ? 200 : 503).json({ status: isReady ? 'ready' : 'not ready', checks: found });
  });
  app.get('/metrics', async (_req, res) => {
    res.type(registry.contentType).send((await registry.metrics()) + (await moreMetrics()));
  });
  app.use((_req, res) => {
    res.status(404).json({ status: 404, title: 'Not Found' });
  });
  return app;
}
