/** Opens the store in the database given and closes it again. */
import { openStore } from '../../../src/store/open.ts';

const store = await openStore({ databaseUrl: process.argv[2] ?? '', dataDir: '' });
await store.ping();
await store.close();
