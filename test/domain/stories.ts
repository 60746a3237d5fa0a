import * as fc from 'fast-check';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/domain/instant.ts';
import type { DisputeReading } from '../../src/domain/provider.ts';
import { after, reading, warning } from './builders.ts';
import type { Fate } from './simulated-call.ts';
import type { Change } from './simulated-provider.ts';
import type { PersonAct, Story } from './simulation.ts';

/** A read is never older than the watch over a submission whose answer was cut off. */
const OLDEST_READ = 55 * SECOND;

/** Moments crowd around a few, so that races happen. */
function crowded(halfDays: { readonly min: number; readonly max: number }): fc.Arbitrary<number> {
  return fc
    .record({ halfDay: fc.integer(halfDays), moment: fc.integer({ min: 0, max: 3 * MINUTE }) })
    .map(({ halfDay, moment }) => (halfDay * DAY) / 2 + moment);
}

const age = fc.integer({ min: 0, max: OLDEST_READ });
/** A call that timed out may have its effect minutes later, within the longer watch. */
const delay = fc.integer({ min: 0, max: 10 * MINUTE });

const UNREADABLE: Fate = { answer: 'unavailable', works: false, delay: 0 };

/** Good, refused for a while, or in doubt. */
export const fate: fc.Arbitrary<Fate> = fc.record({
  answer: fc.oneof(
    { weight: 3, arbitrary: fc.constant<Fate['answer']>('good') },
    {
      weight: 4,
      arbitrary: fc.constantFrom<Fate['answer']>(
        'unavailable',
        'disconnected',
        'unreadable',
        'timed_out',
        'lost',
        'late',
        'rate_limited',
      ),
    },
    { weight: 1, arbitrary: fc.constantFrom<Fate['answer']>('unauthorized', 'forbidden', 'refused') },
  ),
  works: fc.boolean(),
  delay,
});

const change = fc.constantFrom<Change>(
  'formal',
  'answered_elsewhere',
  'evidence_edited',
  'deadline_moved',
  'blip',
  'withdrawn',
);

const person = fc.constantFrom<PersonAct>('challenge', 'concede', 'propose', 'say_one', 'say_two', 'clear');

const opening: fc.Arbitrary<{ readonly after: number; readonly reading: DisputeReading }> = fc
  .record({
    after: crowded({ min: 0, max: 3 }),
    warn: fc.boolean(),
    left: fc.oneof(crowded({ min: 1, max: 16 }), fc.integer({ min: MINUTE, max: DAY })),
  })
  .map((picked) => {
    const respondBy = after(picked.after + picked.left);
    return { after: picked.after, reading: picked.warn ? warning({ respondBy }) : reading({ respondBy }) };
  });

const ID = fc.constantFrom('dp_1', 'dp_2');
const within = crowded({ min: 0, max: 20 });

const SUBMITS = {
  response: { margin: DAY, reminders: [7 * DAY, 3 * DAY, DAY, 6 * HOUR], onSilence: 'submit' },
} satisfies Story['policy'];

/** Anything at all, at a provider that can be reached again in the end. */
export const anyStory: fc.Arbitrary<Story> = fc.record({
  openings: fc
    .array(opening, { minLength: 1, maxLength: 2 })
    .map((found) =>
      found.map((item, index) => ({ ...item, reading: { ...item.reading, id: `dp_${index + 1}` } })),
    ),
  changes: fc.array(fc.record({ after: within, id: ID, change }), { maxLength: 5 }),
  acts: fc.array(fc.record({ after: within, id: ID, act: person }), {
    maxLength: 5,
  }),
  fates: fc.record({
    read: fc.array(fate, { maxLength: 8 }),
    look: fc.array(fate, { maxLength: 12 }),
    stage: fc.array(fate, { maxLength: 6 }),
    submit: fc.array(fate, { maxLength: 4 }),
  }),
  ages: fc.array(age, { maxLength: 5 }),
  deliveries: fc.array(fc.array(fc.integer({ min: SECOND, max: 2 * DAY }), { maxLength: 3 }), {
    maxLength: 12,
  }),
  habits: fc.record({ strict: fc.boolean(), slow: fc.boolean() }),
  policy: fc.constant(SUBMITS),
});

/** Faults that come and go, all of them together shorter than the margin; a dispute is heard of before that; nobody but us answers. */
export const reachableStory: fc.Arbitrary<Story> = fc
  .record({
    story: anyStory,
    left: fc.array(crowded({ min: 8, max: 20 }), { minLength: 2, maxLength: 2 }),
    acts: fc.array(
      fc.record({
        after: within,
        id: ID,
        act: fc.constantFrom<PersonAct>('challenge', 'propose', 'say_one'),
      }),
      {
        maxLength: 3,
      },
    ),
  })
  .map(({ story, left, acts }) => ({
    ...story,
    acts,
    openings: story.openings.map(({ after: opened, reading: told }, index) => ({
      after: opened,
      reading: { ...told, respondBy: after(opened + (left[index] ?? 0)) },
    })),
    changes: story.changes.filter((one) => one.change === 'formal' || one.change === 'deadline_moved'),
  }));

/** A provider that answers well, and webhooks that arrive in any order, twice, late or never. Nobody answers from here. */
export const webhookStory: fc.Arbitrary<Story> = fc
  .record({ story: anyStory, moved: fc.boolean() })
  .map(({ story, moved }) => ({
    ...story,
    acts: [],
    fates: { read: [], look: [], stage: [], submit: [] },
    changes: story.changes.filter(
      (one) => one.change !== 'blip' && (moved || one.change !== 'deadline_moved'),
    ),
    policy: { response: { ...SUBMITS.response, onSilence: 'lapse' } },
  }));

/** Every read fails for weeks, and everything else works. Webhooks are all there is to go by. */
export const unreadableStory: fc.Arbitrary<Story> = reachableStory.map((story) => ({
  ...story,
  changes: [],
  deliveries: [],
  fates: {
    read: Array.from({ length: 2000 }, () => UNREADABLE),
    look: Array.from({ length: 2000 }, () => UNREADABLE),
    stage: [],
    submit: [],
  },
}));
