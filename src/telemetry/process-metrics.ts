import { readFileSync } from 'node:fs';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { z } from 'zod';

const PACKAGE = new URL('../../package.json', import.meta.url);

/** A registry with what every process tells: its memory, its event loop, and which program it is. */
export function processRegistry(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const build = new Gauge({
    name: 'recourse_build_info',
    help: 'Always 1; its labels say which program this is.',
    labelNames: ['version', 'node'],
    registers: [registry],
  });
  build.set({ version: ownVersion(), node: process.version }, 1);
  return registry;
}

function ownVersion(): string {
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(PACKAGE, 'utf8'))).version;
}
