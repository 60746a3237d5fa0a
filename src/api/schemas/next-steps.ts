import { z } from 'zod';
import { DECISIONS } from '../../domain/case.ts';
import { actor, time } from './common.ts';

export const outlookSchema = z
  .object({
    act: z.enum(['submits', 'escalates', 'lapses', 'ends', 'nothing']).meta({
      description:
        '`submits`: the draft is sent as it is. `escalates`: people are asked again, nothing is sent. `lapses`: the deadline passes. `ends`: the alert runs out. `nothing`: it waits for people.',
    }),
    at: time.nullable().meta({ description: 'Null where nothing happens, or happens as soon as possible.' }),
  })
  .meta({ id: 'Outlook', description: 'What happens by itself if nobody acts.' });

export const proposalSchema = z
  .object({
    decision: z.enum(DECISIONS),
    by: actor,
    at: time,
    note: z.string().nullable(),
    evidence_revision: z
      .int()
      .meta({ description: 'The revision it was made on; it lapses when the evidence changes.' }),
  })
  .meta({ id: 'Proposal', description: 'What waits for somebody who may decide.' });

export const choiceSchema = z
  .object({
    decision: z.enum(DECISIONS),
    possible: z.boolean().meta({ description: 'This caller can choose it now.' }),
    why: z.string().nullable().meta({ description: 'Why not; null where it is possible.' }),
    outcome: z.enum(['decided', 'proposed']).meta({
      description: "What this caller's choice would count for. `proposed`: somebody else has to approve it.",
    }),
    confirm: z
      .enum(['concede'])
      .nullable()
      .meta({ description: 'The word that has to be sent along as `confirm`.' }),
  })
  .meta({ id: 'Choice' });

export const missingSchema = z
  .object({
    any_of: z.array(z.string()).meta({ description: 'Fields and file slots, any one of which fills it.' }),
    why: z.string().meta({ description: 'One sentence: what it shows.' }),
  })
  .meta({ id: 'MissingEvidence' });

export type ProposalView = z.infer<typeof proposalSchema>;
export type ChoiceView = z.infer<typeof choiceSchema>;
export type MissingView = z.infer<typeof missingSchema>;
