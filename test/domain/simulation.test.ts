import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { canBeAnswered } from '../../src/domain/dispute.ts';
import { Simulation } from './simulation.ts';
import { anyStory } from './stories.ts';

test('whatever a provider does, no phase of a dispute is ever answered twice, and none stays in doubt', () => {
  fc.assert(
    fc.property(anyStory, (story) => {
      const { provider, file, steps } = new Simulation(story).run();
      const phases = provider.effects.map(({ id, stage }) => `${id} ${stage}`);
      expect(phases.toSorted()).toEqual([...new Set(phases)].toSorted());
      for (const dispute of file.state.disputes) {
        expect(dispute.submission?.step).not.toBe('doubt');
        expect(canBeAnswered(dispute)).toBe(false);
      }
      for (const { id, stage, at, evidence } of provider.effects) {
        const dispute = file.dispute(id);
        const { submission } = dispute ?? {};
        if (dispute?.stage === stage) {
          expect(submission).toMatchObject({ step: 'done', by: expect.stringMatching(/us|unknown/) });
          if (!story.changes.some(({ change }) => change === 'evidence_edited'))
            expect(evidence?.fields, `${JSON.stringify(steps.slice(-30))} ${at}`).toEqual(
              dispute.draft.fields,
            );
        } else expect(dispute?.earlierSubmissions.map(({ stage }) => stage)).toContain(stage);
      }
    }),
    { numRuns: Number(process.env['RUNS'] ?? 500) },
  );
});
