import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ProviderName } from '../../domain/names.ts';
import type { Notes } from '../notes.ts';
import { FaultRule, type FaultRuleInput } from './rule.ts';

/** A rule in force, and what came of it so far. */
export type KeptRule<T extends FaultRule = FaultRule> = T & {
  readonly id: string;
  readonly seed: string;
  /** How many calls or webhooks it was tried on. */
  readonly tried: number;
  /** How many of those it struck. */
  readonly struck: number;
};

/** A call or webhook that a fault may befall. */
export interface Place {
  readonly provider: ProviderName;
  /** The route's name, or the webhook's type. */
  readonly route: string;
  readonly ids: readonly string[];
}

/** The rules by which faults are made, kept over restarts. */
export interface Faults {
  list(): readonly KeptRule[];
  /**
   * Replaces all rules; none ends all faults.
   *
   * @throws ZodError when a rule is none
   *
   * @example sandbox.faults.set([{ route: 'payments.refund', fault: 'cut_after', times: 1 }]);
   */
  set(rules: readonly FaultRuleInput[]): readonly KeptRule[];
  /** Adds a rule after those there are, or replaces the one of the same id. */
  add(rule: FaultRuleInput): KeptRule;
  /** False when there is no such rule. */
  remove(id: string): boolean;
  /** The first rule of this kind that strikes here, counted as struck; null when none does. */
  strike<T extends FaultRule>(place: Place, isKind: (rule: FaultRule) => rule is T): KeptRule<T> | null;
}

const Counts = z.object({ id: z.string(), seed: z.string(), tried: z.number(), struck: z.number() });
const NOTE = 'faults';

/** @param seed - of every rule that brings none; null takes the folder's own, made at random when it is first opened */
export function createFaults(notes: Notes, seed: string | null): Faults {
  const root = seed ?? notes.secret('fault_seed');
  let rules = z
    .array(z.unknown())
    .catch([])
    .parse(notes.get(NOTE))
    .flatMap((kept) => fromNote(kept));

  function keep(changed: KeptRule[]): void {
    rules = changed;
    notes.set(NOTE, rules);
  }

  function fresh(input: FaultRuleInput): KeptRule {
    const rule = FaultRule.parse(input);
    const id = rule.id ?? nextId();
    return { ...rule, id, seed: rule.seed ?? `${root}/${id}`, tried: 0, struck: 0 };
  }

  function nextId(): string {
    const last = notes.get('last_fault');
    const count = (typeof last === 'number' ? last : 0) + 1;
    notes.set('last_fault', count);
    return `fault_${count}`;
  }

  return {
    list: () => rules,
    set(inputs) {
      keep(inputs.map(fresh));
      return rules;
    },
    add(input) {
      const rule = fresh(input);
      const at = rules.findIndex(({ id }) => id === rule.id);
      keep(at === -1 ? [...rules, rule] : rules.with(at, rule));
      return rule;
    },
    remove(id) {
      const left = rules.filter((rule) => rule.id !== id);
      const found = left.length < rules.length;
      if (found) keep(left);
      return found;
    },
    strike(place, isKind) {
      for (const [index, rule] of rules.entries()) {
        if (!isKind(rule) || !concerns(rule, place)) continue;
        const struck = strikes(rule);
        const counted = { ...rule, tried: rule.tried + 1, struck: rule.struck + (struck ? 1 : 0) };
        keep(rules.with(index, counted));
        if (struck) return counted;
      }
      return null;
    },
  };
}

function fromNote(kept: unknown): KeptRule[] {
  const counts = Counts.safeParse(kept);
  if (!counts.success || typeof kept !== 'object') return [];
  const { tried: _tried, struck: _struck, ...written } = { ...kept, ...counts.data };
  const rule = FaultRule.safeParse(written);
  return rule.success ? [{ ...rule.data, ...counts.data }] : [];
}

function concerns({ route, provider, object }: FaultRule, place: Place): boolean {
  if (provider !== undefined && provider !== place.provider) return false;
  const named = route.endsWith('*') ? place.route.startsWith(route.slice(0, -1)) : place.route === route;
  return named && (object === undefined || place.ids.includes(object));
}

function strikes({ skip, times, probability, seed, tried, struck }: KeptRule): boolean {
  if (tried < skip || (times !== undefined && struck >= times)) return false;
  return probability === undefined || throwOf(seed, tried) < probability;
}

/** The nth throw of a seed's dice, between 0 and 1: the same one after a restart. */
function throwOf(seed: string, nth: number): number {
  return createHash('sha256').update(`${seed}:${nth}`).digest().readUInt32BE() / 2 ** 32;
}
