import type { CaseId } from '../domain/names.ts';
import type { TextRef } from '../domain/text.ts';
import type { Store } from './store.ts';

/** Keeps texts by name, answering with references. */
export async function keepTexts(
  store: Pick<Store, 'putTexts'>,
  caseId: CaseId,
  texts: Readonly<Record<string, string>>,
): Promise<Record<string, TextRef>> {
  const names = Object.keys(texts);
  const refs = await store.putTexts(caseId, Object.values(texts));
  return Object.fromEntries(
    names.flatMap((name, index) => (refs[index] === undefined ? [] : [[name, refs[index]]])),
  );
}
