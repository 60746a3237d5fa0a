/** Part of a release: `npm run keep-histories 1.2.0` gives the histories recorded since the one before to it, for good. */
import { HISTORIES } from './recording.ts';
import { keepForRelease } from './releases.ts';

const [version] = process.argv.slice(2);
if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
  throw new Error('Name the release: npm run keep-histories 1.2.0');
}
await keepForRelease(HISTORIES, version);
