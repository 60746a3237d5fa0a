import { z } from 'zod';
import { ROLES } from '../../people/role.ts';
import { pathHere } from '../access/path-here.ts';
import { time } from './common.ts';

/** Where to go once signed in: a path of ours and nothing else. */
export const returnTo = z
  .string()
  .default('/')
  .transform((text, context) => {
    const path = pathHere(text);
    if (path !== null) return path;
    context.addIssue('Only a path here, beginning with one slash.');
    return z.NEVER;
  })
  .meta({ description: 'The path to go to once signed in.' });

/** The ways in that are open to people here. */
export const signInWays = z
  .object({
    methods: z.object({
      oidc: z
        .object({
          label: z.string().meta({ description: 'What to call the provider on a button.' }),
          path: z.string().meta({ description: 'Where to send the browser; takes `return_to`.' }),
        })
        .nullable()
        .meta({ description: 'OpenID Connect; null where it is not set up.' }),
      link: z.boolean().meta({ description: 'Whether one-time links are taken: on one machine only.' }),
    }),
  })
  .meta({ id: 'SignInWays' });

export type SignInWaysView = z.infer<typeof signInWays>;

/** A browser that presents a one-time link. */
export const linkUse = z
  .strictObject({
    link: z.string().min(1).max(200).meta({ description: 'The last part of `/sign-in/link/…`.' }),
  })
  .meta({ id: 'LinkUse' });

/** Whoever asks. */
export const me = z
  .object({
    id: z.string().meta({ description: "A person's sign-in name, or a token's name." }),
    name: z
      .string()
      .nullable()
      .meta({ description: 'What a person is called; null where that is not known.' }),
    role: z.enum(ROLES),
    merchant_ids: z
      .array(z.string())
      .nullable()
      .meta({ description: 'The only merchants they see and touch; null for all.' }),
    via: z.enum(['page', 'api']),
    expires_at: time.nullable().meta({
      description: 'When the session ends unless it is used before; null for a token, which does not end.',
    }),
  })
  .meta({ id: 'Me' });

export type MeView = z.infer<typeof me>;

/**
 * Why a sign-in did not succeed, as `/sign-in?problem=…` tells it:
 * - `expired`: it was not begun in this browser, or it took too long; begin anew
 * - `mismatch`: the provider's answer does not belong to the sign-in that was begun here, or was used already; begin anew
 * - `denied`: the provider did not let the person in, or the person called it off
 * - `no_access`: the person is known, but in no group that has a role here
 * - `name_taken`: somebody else signed in under this name before
 * - `unavailable`: the provider is out of reach; try again shortly
 */
export const SIGN_IN_PROBLEMS = [
  'expired',
  'mismatch',
  'denied',
  'no_access',
  'name_taken',
  'unavailable',
] as const;
export type SignInProblem = (typeof SIGN_IN_PROBLEMS)[number];
