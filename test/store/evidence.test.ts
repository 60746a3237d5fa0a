import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { StoredFile } from '../../src/store/store.ts';
import { onEachDatabase } from './each-database.ts';

onEachDatabase((fixture) => {
  it('keeps texts under their hashes, in the order given, once each', async () => {
    const texts = ['second', 'first', 'second', ''];
    const refs = await fixture.store.putTexts('whop:pay_1', texts);
    expect(refs).toEqual(texts.map((text) => ({ sha256: sha256(text), chars: text.length })));
    expect(await fixture.store.putTexts('whop:pay_1', texts)).toEqual(refs);
    const found = await fixture.store.getTexts(
      'whop:pay_1',
      refs.map((ref) => ref.sha256),
    );
    expect(found).toEqual(new Map(texts.map((text) => [sha256(text), text])));
  });

  it('keeps every character, and counts as the processors do', async () => {
    const text = '\ufeffnul \u0000 emoji 🧾 quote \' " \\ line\r\n';
    const [ref] = await fixture.store.putTexts('whop:pay_1', [text]);
    expect(ref).toEqual({ sha256: sha256(text), chars: text.length });
    expect(await fixture.store.getTexts('whop:pay_1', [sha256(text)])).toEqual(
      new Map([[sha256(text), text]]),
    );
  });

  it('leaves unknown hashes out, and those of other cases', async () => {
    await fixture.store.putTexts('whop:pay_2', ['not yours']);
    expect(await fixture.store.getTexts('whop:pay_1', [sha256('not yours'), 'nonsense'])).toEqual(new Map());
    expect(await fixture.store.getTexts('whop:pay_1', [])).toEqual(new Map());
    expect(await fixture.store.putTexts('whop:pay_1', [])).toEqual([]);
  });

  it('reads the texts of several cases at once, each with its own', async () => {
    await fixture.store.putTexts('whop:pay_1', ['shared', 'of one']);
    await fixture.store.putTexts('whop:pay_2', ['shared', 'of two']);
    const all = ['shared', 'of one', 'of two'].map(sha256);
    const found = await fixture.store.getTextsOfCases(
      new Map([
        ['whop:pay_1', all],
        ['whop:pay_2', all.slice(0, 1)],
        ['whop:pay_3', all],
      ]),
    );
    expect([...(found.get('whop:pay_1')?.values() ?? [])].toSorted()).toEqual(['of one', 'shared']);
    expect(found.get('whop:pay_2')).toEqual(new Map([[sha256('shared'), 'shared']]));
    expect(found.has('whop:pay_3')).toBe(false);
    expect(await fixture.store.getTextsOfCases(new Map())).toEqual(new Map());
  });

  it('gives a file back byte for byte', async () => {
    const file = aFile(randomBytes(100_000));
    await fixture.store.putFile('whop:pay_1', file);
    expect(await fixture.store.getFile('whop:pay_1', file.id)).toEqual(file);
    expect(await fixture.store.getFile('whop:pay_2', file.id)).toBeNull();
  });

  it('takes a file of 10 MB', async () => {
    const file = aFile(randomBytes(10 * 1024 * 1024));
    await fixture.store.putFile('whop:pay_1', file);
    const kept = await fixture.store.getFile('whop:pay_1', file.id);
    expect(sha256(kept?.bytes ?? '')).toBe(sha256(file.bytes));
  });

  it('leaves a file as it is when it is put again, and deletes it once or twice alike', async () => {
    const file = aFile(randomBytes(10));
    await fixture.store.putFile('whop:pay_1', file);
    await fixture.store.putFile('whop:pay_1', { ...file, name: 'renamed.png' });
    expect(await fixture.store.getFile('whop:pay_1', file.id)).toEqual(file);
    await fixture.store.deleteFile('whop:pay_1', file.id);
    await fixture.store.deleteFile('whop:pay_1', file.id);
    expect(await fixture.store.getFile('whop:pay_1', file.id)).toBeNull();
  });

  it('gives one case the texts and files of another, as often as it is asked', async () => {
    const file = aFile(randomBytes(10));
    await fixture.store.putFile('whop:dispute.dp_1', file);
    await fixture.store.putTexts('whop:dispute.dp_1', ['shared', 'only before']);
    await fixture.store.putTexts('whop:pay_1', ['shared', 'only after']);
    await fixture.store.copyEvidence('whop:dispute.dp_1', 'whop:pay_1');
    await fixture.store.copyEvidence('whop:dispute.dp_1', 'whop:pay_1');
    expect(await fixture.store.getFile('whop:pay_1', file.id)).toEqual(file);
    const hashes = ['shared', 'only before', 'only after'].map(sha256);
    expect([...(await fixture.store.getTexts('whop:pay_1', hashes)).keys()].toSorted()).toEqual(
      hashes.toSorted(),
    );
    expect(await fixture.store.getFile('whop:dispute.dp_1', file.id)).toEqual(file);
  });
});

function aFile(bytes: Buffer): StoredFile {
  return { id: 'file_1', name: 'receipt ü.png', type: 'image/png', sha256: sha256(bytes), bytes };
}

function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}
