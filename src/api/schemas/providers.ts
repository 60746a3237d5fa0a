import { z } from 'zod';
import { PROVIDERS } from '../../domain/names.ts';
import { REASONS } from '../../domain/provider.ts';
import { money } from './common.ts';
import { missingSchema } from './next-steps.ts';

const field = z
  .object({
    name: z.string(),
    label: z.string(),
    max_chars: z.int(),
    lines: z.enum(['one', 'many']).meta({ description: '`many`: it takes a long text.' }),
  })
  .meta({ id: 'EvidenceFieldDescription' });

const slot = z
  .object({
    name: z.string(),
    label: z.string(),
    types: z.array(z.string()).meta({ description: 'MIME types, told from the bytes.' }),
    max_bytes: z.int(),
    max_files: z.int(),
  })
  .meta({ id: 'FileSlotDescription' });

const reason = z
  .object({
    label: z.string(),
    meaning: z.string().meta({ description: 'One sentence: what the cardholder says.' }),
    wins: z.string().meta({ description: 'One sentence: what wins such a dispute.' }),
    needs: z
      .array(missingSchema)
      .meta({ description: 'What an answer to it needs, as this provider takes it.' }),
  })
  .meta({ id: 'ReasonDescription' });

const browserLibrary = z
  .object({
    script_url: z.string(),
    app_id: z.string().meta({ description: 'The app of the platform, which is no secret.' }),
    environment: z.enum(['stage', 'production']),
  })
  .meta({
    id: 'BrowserLibrary',
    description: "The provider's own library for handing documents over from a page, and how it is set up.",
  });

export const providerSchema = z
  .object({
    provider: z.enum(PROVIDERS),
    label: z.string(),
    set_up: z.boolean(),
    deadline: z.enum(['named', 'derived', 'estimated']),
    submit: z.boolean().meta({ description: 'It takes an answer from here.' }),
    stage: z.boolean().meta({ description: 'It holds the draft: what is typed here shows there.' }),
    concede: z.enum(['call', 'lapse', 'none']).meta({
      description: '`call`: it is told. `lapse`: nothing is answered. `none`: it cannot be told.',
    }),
    refund: z.boolean().meta({ description: 'It refunds from here.' }),
    documents_by_id: z
      .boolean()
      .meta({ description: 'It takes documents by ids that somebody else was given for them.' }),
    fields: z.array(field).meta({ description: 'In the order a person fills them in.' }),
    slots: z.array(slot),
    reasons: z.record(z.enum(REASONS), reason),
    dispute_fees: z.array(money).meta({
      description: 'What each dispute costs beside its amount, as the policy says; empty where it does not.',
    }),
    browser_library: browserLibrary.nullable(),
  })
  .meta({ id: 'Provider' });

export const providerList = z.object({ data: z.array(providerSchema) }).meta({ id: 'ProviderList' });

export type ProviderView = z.infer<typeof providerSchema>;
export type ProviderListView = z.infer<typeof providerList>;
export type BrowserLibraryView = z.infer<typeof browserLibrary>;
export type EvidenceFieldDescriptionView = z.infer<typeof field>;
export type FileSlotDescriptionView = z.infer<typeof slot>;
export type ReasonDescriptionView = z.infer<typeof reason>;
