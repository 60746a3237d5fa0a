/** A draft as the server holds it. */
export interface SavedDraft {
  readonly revision: number;
  readonly frozen: boolean;
  /** Texts by field; null for one whose words are not kept any more. */
  readonly fields: Readonly<Record<string, string | null>>;
}

/** A text in a box that the server does not hold yet. */
export interface Edit {
  readonly text: string;
  /** The saved text it began with. */
  readonly base: string;
  /** What was sent last; whether it arrived may not be known. */
  readonly sent: string | null;
}

/** A draft as somebody edits it: what is saved, and what is not. */
export interface EditedDraft {
  readonly saved: SavedDraft;
  readonly edits: Readonly<Record<string, Edit>>;
  /** Fields that became another text while nobody here was editing them, with the revision that did it. */
  readonly taken: Readonly<Record<string, number>>;
}

export function startDraft(
  saved: SavedDraft,
  kept: Readonly<Record<string, Pick<Edit, 'text' | 'base'>>> = {},
): EditedDraft {
  const edits = Object.entries(kept).map(([name, edit]): [string, Edit] => [name, { ...edit, sent: null }]);
  return settled({ saved, edits: Object.fromEntries(edits), taken: {} });
}

/** The text in a box. */
export function textOf({ saved, edits }: EditedDraft, name: string): string {
  return edits[name]?.text ?? savedText(saved, name);
}

export function savedText({ fields }: SavedDraft, name: string): string {
  return fields[name] ?? '';
}

/** Somebody typed. */
export function typed(draft: EditedDraft, name: string, text: string): EditedDraft {
  const { [name]: _seen, ...taken } = draft.taken;
  const edit = draft.edits[name] ?? { base: savedText(draft.saved, name), sent: null };
  return settled({ ...draft, taken, edits: { ...draft.edits, [name]: { ...edit, text } } });
}

/**
 * Takes in what the server holds now. An older revision than the one known is news of the past: lists and snapshots lag behind an edit's own answer.
 */
export function received(draft: EditedDraft, saved: SavedDraft): EditedDraft {
  if (saved.revision < draft.saved.revision) return draft;
  const changed = Object.keys({ ...draft.saved.fields, ...saved.fields })
    .filter((name) => draft.edits[name] === undefined)
    .filter((name) => savedText(saved, name) !== savedText(draft.saved, name))
    .map((name): [string, number] => [name, saved.revision]);
  return settled({ ...draft, saved, taken: { ...draft.taken, ...Object.fromEntries(changed) } });
}

/** Notes what is on its way, so that it is known again when the server shows it, even if the answer is lost. */
export function sending(draft: EditedDraft, fields: Readonly<Record<string, string>>): EditedDraft {
  const edits = Object.entries(draft.edits).map(([name, edit]): [string, Edit] => [
    name,
    { ...edit, sent: fields[name] ?? edit.sent },
  ]);
  return { ...draft, edits: Object.fromEntries(edits) };
}

/** What was on its way was refused: it did not arrive. */
export function refused(draft: EditedDraft): EditedDraft {
  const edits = Object.entries(draft.edits).map(([name, edit]): [string, Edit] => [
    name,
    { ...edit, sent: null },
  ]);
  return settled({ ...draft, edits: Object.fromEntries(edits) });
}

/** Fields that both sides changed: neither text may replace the other unasked. */
export function conflicts({ saved, edits }: EditedDraft): readonly string[] {
  return Object.entries(edits)
    .filter(([name, { base, sent, text }]) => ![base, sent, text].includes(savedText(saved, name)))
    .map(([name]) => name);
}

/** Ends a conflict with the text that is to stand: the one here, theirs, or one made of both. */
export function resolved(draft: EditedDraft, name: string, text: string): EditedDraft {
  const base = savedText(draft.saved, name);
  return settled({ ...draft, edits: { ...draft.edits, [name]: { text, base, sent: null } } });
}

/** What is to be sent: all that is not saved, without what both sides changed. */
export function unsent(draft: EditedDraft): Readonly<Record<string, string>> {
  const disputed = new Set(conflicts(draft));
  const open = Object.entries(draft.edits).filter(([name]) => !disputed.has(name));
  return Object.fromEntries(open.map(([name, { text }]) => [name, text]));
}

/** Lets go of an edit that says what is saved; one that was sent and arrived begins from there now. */
function settled(draft: EditedDraft): EditedDraft {
  const edits = Object.entries(draft.edits).flatMap(([name, edit]): [string, Edit][] => {
    const saved = savedText(draft.saved, name);
    if (edit.text === saved && (edit.sent === null || edit.sent === saved)) return [];
    return [[name, saved === edit.sent ? { ...edit, base: saved, sent: null } : edit]];
  });
  return { ...draft, edits: Object.fromEntries(edits) };
}
