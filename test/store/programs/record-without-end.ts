/** Opens the store in the folder given, then records one case after the other; each line it prints is a number the store has acknowledged. */
import { openStore } from '../../../src/store/open.ts';
import { aCase, anEntry } from '../a-case.ts';

const store = await openStore({ databaseUrl: null, dataDir: process.argv[2] ?? '' });
const begin = (await store.loadCase('whop:pay_1'))?.nextSeq ?? 0;
console.log('open');
for (let seq = begin; ; seq += 1) {
  await store.recordCase(aCase('pay_1', {}, { nextSeq: seq + 1 }), [anEntry(seq)]);
  console.log(seq);
}
