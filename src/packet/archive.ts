import { makeZip } from 'client-zip';
import type { StoredFile } from '../store/store.ts';
import { packetPage, type PacketSubject } from './page.ts';

/** Fetches a file's bytes; null when they are gone. */
type FetchFile = (fileId: string) => Promise<Pick<StoredFile, 'bytes'> | null>;

/**
 * A packet as a ZIP archive, one file in memory at a time: the texts, the files, and last, when it is known what there was, `index.html`. The same
 * draft makes the same entries in the same order.
 */
export function packetArchive(subject: PacketSubject, fetchFile: FetchFile): AsyncIterable<Uint8Array> {
  return makeZip(entries(subject, fetchFile));
}

async function* entries(subject: PacketSubject, fetchFile: FetchFile) {
  const { contents, state } = subject;
  const lastModified = new Date(state.updatedAt);
  for (const { path, words } of contents.texts) {
    if (words !== null) yield { name: path, input: words, lastModified };
  }
  const lost = new Set<string>();
  for (const { file, path } of contents.files) {
    if (path === null) continue;
    const stored = await fetchFile(file.id);
    if (stored === null) lost.add(path);
    else yield { name: path, input: new Uint8Array(stored.bytes), lastModified };
  }
  yield { name: 'index.html', input: packetPage(subject, lost), lastModified };
}
