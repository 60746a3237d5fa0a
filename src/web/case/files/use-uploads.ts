import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AddedFileView } from '../../../api/schemas/acts.ts';
import type { BrowserLibraryView } from '../../../api/schemas/providers.ts';
import { ApiProblem, api, segment } from '../../client.ts';
import { queries } from '../../queries.ts';
import type { Subject } from '../subject.ts';
import { handOver } from './browser-library.ts';
import { useLeavingNotice } from './use-leaving-notice.ts';
import { objectionTo } from './check-file.ts';
import { newUploads, type Upload } from './uploads.ts';

export interface Uploads {
  readonly all: readonly Upload[];
  /** @param into - the slot they are for; null to have it guessed by their names */
  add(files: readonly File[], into: string | null): void;
  /** Chooses a slot for one that asks or has failed. */
  choose(id: number, slot: string): void;
  send(id: number): void;
  drop(id: number): void;
}

/** Too large, or its bytes are not of a type that is taken. */
const REFUSES_THE_FILE: readonly number[] = [413, 422];

/** Files on their way into a dispute's draft, one after the other. */
export function useUploads(subject: Subject): Uploads {
  const { of, dispute, provider } = subject;
  const [all, setAll] = useState<readonly Upload[]>([]);
  const client = useQueryClient();
  const started = useRef(new Set<number>());

  const change = useCallback((id: number, to: Partial<Upload>) => {
    setAll((uploads) => uploads.map((upload) => (upload.id === id ? { ...upload, ...to } : upload)));
  }, []);

  const isSending = all.some(({ step }) => step.is === 'sending');
  const next = isSending ? undefined : all.find(({ step }) => step.is === 'queued');
  useEffect(() => {
    if (next === undefined || started.current.has(next.id)) return;
    started.current.add(next.id);
    const finish = () => started.current.delete(next.id);
    change(next.id, { step: { is: 'sending', share: null } });
    const progress = (share: number) => change(next.id, { step: { is: 'sending', share } });
    void sent(subject, next, progress).then(
      ({ id, revision }) => {
        finish();
        change(next.id, { step: { is: 'done', fileId: id } });
        subject.queue.advance(revision);
        return client.invalidateQueries({ queryKey: queries.case(of.id).queryKey });
      },
      (error: unknown) => {
        finish();
        change(next.id, {
          step: {
            is: 'failed',
            why: error instanceof Error ? error.message : 'It could not be sent.',
            again: !(error instanceof ApiProblem && REFUSES_THE_FILE.includes(error.status)),
          },
        });
      },
    );
  }, [next, subject, change, client, of.id]);

  const { files } = dispute.evidence;
  useEffect(() => setAll((uploads) => uploads.filter(({ step }) => !isPresent(step, files))), [files]);

  useLeavingNotice(all.filter(({ step }) => step.is !== 'done').length);

  const { slots } = provider;
  return {
    all,
    add: (added, into) =>
      setAll((uploads) => {
        const underWay = uploads.filter(({ step }) => step.is !== 'failed');
        return [...uploads, ...newUploads(added, into, slots, [...files, ...underWay])];
      }),
    choose: (id, slot) => change(id, { slot, step: { is: 'asking' } }),
    send(id) {
      const upload = all.find((item) => item.id === id);
      const slot = slots.find(({ name }) => name === upload?.slot);
      if (upload === undefined || slot === undefined) return;
      const why = objectionTo(upload.file, slot);
      change(id, { step: why === null ? { is: 'queued' } : { is: 'failed', why, again: false } });
    },
    drop: (id) => setAll((uploads) => uploads.filter((upload) => upload.id !== id)),
  };
}

function isPresent(step: Upload['step'], files: readonly { readonly id: string }[]): boolean {
  return step.is === 'done' && files.some(({ id }) => id === step.fileId);
}

function sent(subject: Subject, upload: Upload, progress: (share: number) => void): Promise<AddedFileView> {
  const { of, dispute, provider } = subject;
  const library = provider.browser_library;
  const slot = upload.slot ?? '';
  if (library !== null) return handedOver(subject, upload.file, slot, library);
  const form = new FormData();
  form.set('slot', slot);
  form.set('dispute_id', dispute.id);
  form.set('file', upload.file);
  return api.upload<AddedFileView>(`/disputes/${segment(of.id)}/files`, form, { onProgress: progress });
}

async function handedOver(
  { of, dispute }: Subject,
  file: File,
  slot: string,
  library: BrowserLibraryView,
): Promise<AddedFileView> {
  const { documentId, createdAt } = await handOver(library, file, {
    type: slot,
    accountId: of.merchant_id,
  });
  return api.post<AddedFileView>(`/disputes/${segment(of.id)}/documents`, {
    dispute_id: dispute.id,
    slot,
    document_id: documentId,
    created_at: createdAt,
    name: file.name.slice(0, 200),
  });
}
