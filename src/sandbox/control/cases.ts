import { z } from 'zod';
import type { StandIn } from '../stand-in.ts';
import { ControlProblem } from './problem.ts';
import { checked, type ControlRoute } from './routes.ts';

/** Starting scenarios and moving them on, in turn and out of turn, at whichever provider they belong to. */
export function caseControl(standIns: readonly StandIn[]): ControlRoute[] {
  const names = standIns.flatMap(({ cases }) => Object.keys(cases.scenarios));
  const NewScenario = z.looseObject({ name: z.enum(names) });
  const holder = (id: string): StandIn => {
    const found = standIns.find(({ cases }) => cases.knows(id));
    if (found === undefined)
      throw new ControlProblem(404, `There is no scenario, dispute, alert, refund or payment ${id}.`);
    return found;
  };
  const advance = (id: string): object => shown(holder(id), ({ cases }) => cases.advance(id));
  return [
    {
      method: 'post',
      path: '/scenarios',
      summary:
        'Starts a scenario: {name, amount?, currency?, reason?, payment_id?, …}; what else it takes, its provider says.',
      status: 201,
      handle: ({ body }) => {
        const { name } = checked(NewScenario, body);
        const owner = standIns.find(({ cases }) => Object.hasOwn(cases.scenarios, name));
        if (owner === undefined) throw new ControlProblem(400, `There is no scenario ${name}.`);
        return shown(owner, ({ cases }) => cases.start(body));
      },
    },
    {
      method: 'get',
      path: '/scenarios',
      summary: 'The scenarios started so far, newest first, and those that can be.',
      handle: () => ({ data: listStarted(standIns), scenarios: listAll(standIns) }),
    },
    {
      method: 'post',
      path: '/scenarios/:id/advance',
      summary:
        "Takes a scenario's next step; the id may be that of its payment, dispute, alert or refund too.",
      handle: ({ id }) => advance(id),
    },
    ...(['disputes', 'alerts'] as const).flatMap((kind): ControlRoute[] => [
      {
        method: 'post',
        path: `/${kind}/:id/advance`,
        summary: 'Takes the next step of the scenario it belongs to.',
        handle: ({ id }) => advance(id),
      },
      {
        method: 'post',
        path: `/${kind}/:id/transitions`,
        summary: 'Moves it on by a transition: {name, …}; GET /control lists them.',
        handle: ({ id, body }) => shown(holder(id), ({ cases }) => cases.move(id, body)),
      },
    ]),
  ];
}

function shown(standIn: StandIn, act: (standIn: StandIn) => object): object {
  return { provider: standIn.provider, ...act(standIn) };
}

function listStarted(standIns: readonly StandIn[]): readonly object[] {
  return standIns
    .flatMap(({ provider, cases }) => cases.list().map((run) => ({ provider, ...run })))
    .toSorted((one, other) => other.created_at.localeCompare(one.created_at));
}

function listAll(standIns: readonly StandIn[]): readonly object[] {
  return standIns.flatMap(({ provider, cases }) =>
    Object.entries(cases.scenarios).map(([name, { summary }]) => ({ provider, name, summary })),
  );
}
