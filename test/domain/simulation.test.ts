import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseFile } from '../../src/domain/case-file.ts';
import { canBeAnswered } from '../../src/domain/dispute.ts';
import { Simulation, type Story } from './simulation.ts';
import type { Effect, SimulatedProvider } from './simulated-provider.ts';
import { ANSWERED } from '../setup/capabilities.ts';
import { anyStory, reachableStory, unreadableStory, webhookStory } from './stories.ts';

/** More runs, for a look that takes its time: `RUNS=20000 npx vitest run test/domain/simulation.test.ts`. */
const RUNS = Number(process.env['RUNS'] ?? 300);

/** Every promise is kept at every provider that takes an answer. */
describe.each(ANSWERED)('$label', (capabilities) => {
  async function check(
    story: fc.Arbitrary<Story>,
    promise: (simulation: Simulation, story: Story) => void | Promise<void>,
  ): Promise<void> {
    await fc.assert(
      fc.asyncProperty(story, async (one) => promise(await new Simulation(one, capabilities).run(), one)),
      { numRuns: RUNS, interruptAfterTimeLimit: 20_000 * Math.max(1, RUNS / 300) },
    );
  }

  describe('whatever a provider does', () => {
    test('no phase of a dispute is answered twice, and every answer that arrived is known', async () => {
      await check(anyStory, ({ provider, file }) => {
        expectSentOnce(provider);
        for (const effect of provider.effects) expectKnown(file, effect);
      });
    });

    test('nothing stays in doubt or waits for an answer for ever', async () => {
      await check(anyStory, ({ file }) => {
        for (const dispute of file.state.disputes) {
          expect(dispute.submission?.step).not.toBe('doubt');
          expect(canBeAnswered(dispute)).toBe(false);
        }
      });
    });

    test('what is sent is the revision that was decided on', async () => {
      await check(anyStory, ({ provider, file }, { changes }) => {
        if (changes.some(({ change }) => change === 'evidence_edited')) return;
        for (const { id, stage, evidence } of provider.effects) {
          const dispute = file.dispute(id);
          if (evidence !== null && dispute?.stage === stage)
            expect(evidence.fields).toEqual(dispute.draft.fields);
        }
      });
    });
  });

  test('no deadline passes unanswered while the provider can be reached and the evidence is complete', async () => {
    await check(reachableStory, ({ provider, file }) => {
      for (const dispute of file.state.disputes) {
        const answers = provider.effects.filter(
          ({ id, stage }) => id === dispute.id && stage === dispute.stage,
        );
        expect(answers).toHaveLength(1);
        for (const { at } of answers) expect(at < (dispute.respondBy ?? '')).toBe(true);
      }
    });
  });

  test('no deadline passes unanswered because the provider cannot be read', async () => {
    await check(unreadableStory, ({ provider, file }) => {
      expectSentOnce(provider);
      for (const dispute of file.state.disputes) {
        const [answer] = provider.effects.filter(({ id }) => id === dispute.id);
        expect((answer?.at ?? 'never') < (dispute.respondBy ?? '')).toBe(true);
      }
    });
  });

  test('webhooks in any order, twice, late or lost end in the same state as each in its turn', async () => {
    await check(webhookStory, async ({ file }, story) => {
      const inTurn = await new Simulation({ ...story, deliveries: [] }, capabilities).run();
      expect(essenceOf(file)).toEqual(essenceOf(inTurn.file));
    });
  });
});

function expectSentOnce({ effects }: SimulatedProvider): void {
  const phases = effects.map(({ id, stage }) => `${id} in the phase ${stage}`);
  expect(phases.toSorted()).toEqual([...new Set(phases)].toSorted());
}

function expectKnown(file: CaseFile, { id, stage }: Effect): void {
  const dispute = file.dispute(id);
  if (dispute?.stage !== stage) {
    expect(dispute?.earlierSubmissions).toContainEqual(expect.objectContaining({ stage }));
    return;
  }
  expect(dispute.submission).toMatchObject({ step: 'done', by: expect.stringMatching(/^(us|unknown)$/) });
}

/** What is left of a case when the moments at which things became known are left out. */
function essenceOf({ state }: CaseFile): unknown {
  return state.disputes
    .map(({ id, stage, status, providerStatus, respondBy, editable, ruling, submission }) => {
      const answered = submission?.step === 'done' ? submission.by : submission?.step;
      return { id, stage, status, providerStatus, respondBy, editable, ruling: ruling?.outcome, answered };
    })
    .toSorted((a, b) => a.id.localeCompare(b.id));
}
