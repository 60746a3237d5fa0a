import type {
  EvidenceFieldDescriptionView,
  FileSlotDescriptionView,
  ProviderView,
} from '../../api/schemas/providers.ts';
import type { MissingView } from '../../api/schemas/next-steps.ts';

/** One thing an answer to this complaint needs, with the fields and slots that can give it. */
export interface Need {
  readonly why: string;
  readonly names: readonly string[];
  readonly fields: readonly EvidenceFieldDescriptionView[];
  readonly slots: readonly FileSlotDescriptionView[];
  readonly isMet: boolean;
}

/** The provider's fields and slots, those that matter for a complaint before the others; each stands once, with the first need it serves. */
export interface EvidencePlan {
  readonly needs: readonly Need[];
  readonly otherFields: readonly EvidenceFieldDescriptionView[];
  readonly otherSlots: readonly FileSlotDescriptionView[];
}

/**
 * @param filled - whether a field has a text, or a slot a file, right now
 */
export function evidencePlan(
  { fields, slots }: Pick<ProviderView, 'fields' | 'slots'>,
  needed: readonly MissingView[],
  filled: (name: string) => boolean,
): EvidencePlan {
  const placed = new Set<string>();
  const place = <T extends { readonly name: string }>(items: readonly T[], names: readonly string[]): T[] => {
    const ours = items.filter(({ name }) => names.includes(name) && !placed.has(name));
    for (const { name } of ours) placed.add(name);
    return ours;
  };
  const needs = needed.map(({ any_of, why }) => ({
    why,
    names: any_of,
    fields: place(fields, any_of),
    slots: place(slots, any_of),
    isMet: any_of.some(filled),
  }));
  return {
    needs,
    otherFields: fields.filter(({ name }) => !placed.has(name)),
    otherSlots: slots.filter(({ name }) => !placed.has(name)),
  };
}
