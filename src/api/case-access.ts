import type { Request } from 'express';
import type { CaseState } from '../domain/case.ts';
import type { CaseId } from '../domain/names.ts';
import type { Store } from '../store/store.ts';
import { type Caller, isWithinReach } from './auth.ts';
import { Problem } from './problem.ts';

const CASES = '/api/v1/disputes/';

/** The path of a case in this API. */
export function casePath(id: CaseId): string {
  return CASES + encodeURIComponent(id).replaceAll('%3A', ':');
}

/**
 * Loads the case a request names.
 *
 * @throws Problem 404 when there is none that the caller may see, so that a foreign case cannot be told from none; 308 to the same route of
 *   the case it was handed over to
 */
export async function openCase(store: Store, caller: Caller, id: CaseId, req: Request): Promise<CaseState> {
  const state = await store.loadCase(id);
  const subject = state?.movedTo ? await store.loadCase(state.movedTo) : state;
  if (!state || !subject || !mayTouch(caller, subject)) throw new Problem(404, 'There is no such case.');
  if (state.movedTo !== null) {
    throw new Problem(308, `This case goes on as ${state.movedTo}.`, {
      headers: { Location: elsewhere(req, state.movedTo) },
    });
  }
  return state;
}

function mayTouch(caller: Caller, state: CaseState): boolean {
  return isWithinReach(caller, state.merchantId);
}

function elsewhere(req: Request, id: CaseId): string {
  const [, rest = ''] = /^[^/?]+(.*)$/.exec(req.originalUrl.slice(CASES.length)) ?? [];
  return casePath(id) + rest;
}
