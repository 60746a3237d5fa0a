import type { Express, NextFunction, Request, Response } from 'express';
import type { Logger } from 'pino';
import { caseControl } from './control/cases.ts';
import { objectControl } from './control/objects.ts';
import { mountControl, type ControlRoute } from './control/routes.ts';
import { sharedRoutes } from './control/shared.ts';
import { faultyCalls } from './faults/calls.ts';
import { faultControl } from './faults/control.ts';
import type { Parts } from './parts.ts';
import { mountRoutes, type Interceptor } from './routes.ts';
import type { StandIn } from './stand-in.ts';

/** What stands around all routes. */
interface Surroundings {
  /** Nearer to the routes than faults are. */
  readonly intercept: Interceptor | undefined;
  readonly log: Pick<Logger, 'error'> | undefined;
  /** To be called whenever there may be a webhook to send. */
  readonly wake: () => void;
  /** Aborted when the sandbox closes. */
  readonly closing: AbortSignal;
}

/** Puts the control API and every provider's API on the wire. */
export function mount(
  app: Express,
  standIns: readonly StandIn[],
  parts: Parts,
  { intercept: inner = answerPlainly, log, wake, closing }: Surroundings,
): void {
  const { database, ledger, faults } = parts;
  mountControl(app, controlRoutes(standIns, parts), { database, afterwards: wake });
  for (const { provider, api } of standIns) {
    if (api === null) continue;
    const faulty = faultyCalls({ faults, database, ledger, wording: api.wording, closing }, inner);
    const intercept: Interceptor = (call, work) =>
      faulty(call, () => {
        const reply = work();
        wake();
        return reply;
      });
    mountRoutes(app, api.routes, { provider, database, ledger, intercept });
  }
  app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
    sendFailure(error, response, log);
  });
}

function controlRoutes(standIns: readonly StandIn[], parts: Parts): readonly ControlRoute[] {
  const routes = [
    ...sharedRoutes(parts),
    ...faultControl(parts.faults),
    ...caseControl(standIns),
    ...objectControl(standIns, parts),
  ];
  const lines = routes.map(
    ({ method, path, summary }) => `${method.toUpperCase()} /control${path}: ${summary}`,
  );
  const overview: ControlRoute = {
    method: 'get',
    path: '',
    summary: 'What there is.',
    handle: () => ({
      routes: lines,
      ...Object.fromEntries(standIns.map((standIn) => [standIn.provider, standIn.describe()])),
    }),
  };
  return [overview, ...routes];
}

const answerPlainly: Interceptor = (_call, work) => Promise.resolve(work());

/** What no route answers for: a body over the limit, or a fault of the sandbox itself. */
function sendFailure(error: unknown, response: Response, log: Surroundings['log']): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const tooLarge = error instanceof Error && 'status' in error && error.status === 413;
  if (!tooLarge) log?.error({ err: error }, 'the sandbox failed to answer');
  const message = tooLarge ? 'The request body is too large.' : 'The sandbox failed; see its log.';
  response.status(tooLarge ? 413 : 500).json({ error: { code: 'sandbox_error', message } });
}
