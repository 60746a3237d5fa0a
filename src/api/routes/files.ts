import type { Request } from 'express';
import { z } from 'zod';
import type { CaseState, Dispute, EvidenceFile } from '../../domain/case.ts';
import { sameFile } from '../../domain/edits.ts';
import type { EditedDraft } from '../../domain/messages.ts';
import type { ProviderName } from '../../domain/names.ts';
import type { Capabilities, SlotRule } from '../../domain/provider.ts';
import { visibleDisputes } from '../../domain/summary.ts';
import type { Provider } from '../../providers/provider.ts';
import type { Store, StoredFile } from '../../store/store.ts';
import { CaseClosedError, type CaseGateway, RefusedError } from '../../temporal/gateway.ts';
import { admission } from '../admission.ts';
import { type Caller, person } from '../auth.ts';
import { openCase } from '../case-access.ts';
import { checkedFile } from '../evidence-file.ts';
import { Problem } from '../problem.ts';
import { type GuardedRoute, route } from '../route.ts';
import { addedFile, fileUpload, uploadFields } from '../schemas/acts.ts';
import { caseId, opaqueId } from '../schemas/common.ts';
import { readUpload } from '../upload.ts';
import { validated } from '../validation.ts';
import { fileView } from '../view.ts';
import { CASE_MOVED, NO_CASE, NO_STORE, NO_WORKER, TAG } from './words.ts';

/** Uploads are held in memory until they are checked. */
const MAX_UPLOADS = 16;

export interface FileRoutesOptions {
  readonly store: Store;
  readonly gateway: Pick<CaseGateway, 'editEvidence'>;
  readonly providers: ReadonlyMap<ProviderName, Provider>;
}

/** Files of a draft: in, out and away. */
export function fileRoutes(options: FileRoutesOptions): GuardedRoute[] {
  return [add(options), download(options.store), remove(options)];
}

function add({ store, gateway, providers }: FileRoutesOptions): GuardedRoute {
  const admit = admission(MAX_UPLOADS);
  return route({
    method: 'post',
    path: '/api/v1/disputes/{case_id}/files',
    operationId: 'addFile',
    tag: TAG,
    summary: 'Add a file to the draft',
    description: 'Sent again, after an answer that got lost, a file is in the draft once.',
    role: 'responder',
    request: { params: z.object({ case_id: caseId }) },
    rawBody: { type: 'multipart/form-data', schema: fileUpload },
    responses: { 201: { description: 'The file, now in the draft.', json: addedFile } },
    problems: {
      ...CASE_MOVED,
      ...NO_CASE,
      ...NO_WORKER,
      400: 'The multipart body is malformed.',
      409: 'The slot is full, the draft is frozen, or the case is closed.',
      415: 'It is not multipart/form-data, or compressed.',
      422: 'The file is refused (`detail` says why), a part is missing, or the slot is unknown.',
    },
    async handle({ params, caller, req }) {
      const state = await openCase(store, caller, params.case_id, req);
      const slots = slotsOf(providers, state.provider);
      const { slot, disputeId, file } = await admit(() => receivedFile(req, slots));
      await store.putFile(state.id, file);
      const added = evidenceFile(file, slot);
      const { disputeId: of, draft } = await orForget(
        () => gateway.editEvidence(state.id, { disputeId, addFile: added, by: person(caller) }),
        () => store.deleteFile(state.id, file.id),
      );
      const kept = sameFile(draft, added) ?? added;
      if (kept.id !== added.id) await store.deleteFile(state.id, added.id);
      return { status: 201, json: { ...fileView(kept), dispute_id: of, revision: draft.revision } };
    },
  });
}

const UPLOAD = z.object({ body: uploadFields });

async function receivedFile(req: Request, slots: Capabilities['slots']) {
  const largest = Math.max(...Object.values(slots).map(({ maxBytes }) => maxBytes));
  const upload = await readUpload(req, largest);
  const { slot, dispute_id } = validated(UPLOAD, { body: upload.fields }).body;
  return { slot, disputeId: dispute_id, file: await checkedFile(upload.file, ruleFor(slots, slot)) };
}

function slotsOf(providers: ReadonlyMap<ProviderName, Provider>, name: ProviderName): Capabilities['slots'] {
  const slots = providers.get(name)?.capabilities.slots ?? {};
  if (Object.keys(slots).length === 0) {
    throw new Problem(409, `${name} is not set up here, or takes no files.`, { type: 'refused' });
  }
  return slots;
}

function ruleFor(slots: Capabilities['slots'], slot: string): SlotRule {
  const rule = Object.hasOwn(slots, slot) ? slots[slot] : undefined;
  if (rule !== undefined) return rule;
  const detail = `There is no such slot; there are ${Object.keys(slots).join(', ')}.`;
  throw new Problem(422, detail, { type: 'validation', errors: [{ in: 'body', pointer: '/slot', detail }] });
}

function evidenceFile({ id, name, type, sha256, bytes }: StoredFile, slot: string): EvidenceFile {
  return { id, slot, name, type, sha256, size: bytes.byteLength, providerFileId: null };
}

/** Only a refusal proves that no draft will ever name the file: after an outage the edit may still be carried out. */
async function orForget(keep: () => Promise<EditedDraft>, forget: () => Promise<void>): Promise<EditedDraft> {
  try {
    return await keep();
  } catch (error) {
    if (error instanceof RefusedError || error instanceof CaseClosedError) await forget();
    throw error;
  }
}

const FILE_TYPES = ['application/pdf', 'image/jpeg', 'image/png', 'image/gif'];
const fileParams = z.object({ case_id: caseId, file_id: opaqueId });

function download(store: Store): GuardedRoute {
  return route({
    method: 'get',
    path: '/api/v1/disputes/{case_id}/files/{file_id}',
    operationId: 'downloadFile',
    tag: TAG,
    summary: 'Download a file',
    role: 'viewer',
    request: { params: fileParams },
    responses: {
      200: { description: 'Its bytes, to be saved rather than shown.', content: FILE_TYPES },
      304: { description: 'The caller has them already (`If-None-Match`).' },
    },
    problems: {
      ...CASE_MOVED,
      ...NO_STORE,
      404: 'There is no such case or file, or only the provider has it.',
    },
    async handle({ params, caller, req }) {
      const state = await openCase(store, caller, params.case_id, req);
      const file = await store.getFile(state.id, params.file_id);
      if (file === null) throw new Problem(404, 'There is no such file here.');
      return {
        status: 200,
        headers: { ETag: `"${file.sha256}"`, 'Cache-Control': 'private, no-cache' },
        content: { type: file.type, data: file.bytes, attachment: file.name },
      };
    },
  });
}

function remove({ store, gateway }: FileRoutesOptions): GuardedRoute {
  return route({
    method: 'delete',
    path: '/api/v1/disputes/{case_id}/files/{file_id}',
    operationId: 'removeFile',
    tag: TAG,
    summary: 'Take a file out of the draft',
    role: 'responder',
    request: { params: fileParams, query: z.strictObject({ dispute_id: opaqueId.optional() }) },
    responses: { 204: { description: 'It is out of the draft.' } },
    problems: {
      ...CASE_MOVED,
      ...NO_CASE,
      ...NO_WORKER,
      400: 'The dispute_id is malformed.',
      409: 'The draft is frozen, or the case is closed.',
    },
    async handle({ params, query, caller, req }) {
      const state = await openCase(store, caller, params.case_id, req);
      await gateway.editEvidence(state.id, removal(state, params.file_id, query.dispute_id, caller));
      if (!mayBeOnRecord(state, params.file_id)) await store.deleteFile(state.id, params.file_id);
      return { status: 204 };
    },
  });
}

/** The file's id tells the dispute as well, the newest where a draft was handed on; one just added may not be in the snapshot yet, and is then looked for in the foreground. */
function removal(state: CaseState, fileId: string, disputeId: string | undefined, caller: Caller) {
  const holder = visibleDisputes(state).findLast(({ draft }) => draft.files.some(({ id }) => id === fileId));
  return { disputeId: disputeId ?? holder?.id, removeFileId: fileId, by: person(caller) };
}

/** Bytes that were, or may yet be, part of an answer are kept: by now only a decision elsewhere in the case can have frozen them. */
function mayBeOnRecord(state: CaseState, fileId: string): boolean {
  const holders = state.disputes.filter(({ draft }) => draft.files.some(({ id }) => id === fileId));
  return state.disputes.some(wasFrozen) || holders.length > 1;
}

function wasFrozen({ decision, submission, earlierSubmissions }: Dispute): boolean {
  return decision !== null || submission !== null || earlierSubmissions.length > 0;
}
