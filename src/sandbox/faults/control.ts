import { z } from 'zod';
import { ControlProblem } from '../control/problem.ts';
import { checked, type ControlRoute } from '../control/routes.ts';
import type { Faults } from './faults.ts';
import { FaultRule, FAULTS } from './rule.ts';

const FaultRules = z.array(FaultRule);

/** The rules by which faults are made. */
export function faultControl(faults: Faults): ControlRoute[] {
  return [
    {
      method: 'get',
      path: '/faults',
      summary: 'The fault rules in force, how often each was tried and struck, and what faults there are.',
      handle: () => ({ data: faults.list(), faults: FAULTS }),
    },
    {
      method: 'put',
      path: '/faults',
      summary: 'Replaces all fault rules: [{route, fault, times?, …}, …]',
      handle: ({ body }) => ({ data: faults.set(checked(FaultRules, body)) }),
    },
    {
      method: 'post',
      path: '/faults',
      summary:
        'Adds a fault rule: {route, fault, provider?, object?, skip?, times?, probability?, seed?, after_ms?, status?, retry_after?, id?}',
      status: 201,
      handle: ({ body }) => faults.add(checked(FaultRule, body)),
    },
    {
      method: 'delete',
      path: '/faults',
      summary: 'Removes all fault rules.',
      handle: () => ({ data: faults.set([]) }),
    },
    {
      method: 'delete',
      path: '/faults/:id',
      summary: 'Removes one fault rule.',
      handle: ({ id }) => {
        if (!faults.remove(id)) throw new ControlProblem(404, `There is no fault rule ${id}.`);
        return { data: faults.list() };
      },
    },
  ];
}
