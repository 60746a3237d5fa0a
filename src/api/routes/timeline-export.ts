import { z } from 'zod';
import type { TimelineEntry } from '../../domain/case.ts';
import type { CaseId } from '../../domain/names.ts';
import { safeFileName } from '../../packet/names.ts';
import type { Page, Store } from '../../store/store.ts';
import { openCase } from '../case-access.ts';
import { type GuardedRoute, route } from '../route.ts';
import { caseId } from '../schemas/common.ts';
import { timelineEntryView } from '../view.ts';
import { CASE_MOVED, NO_CASE, NO_STORE, TAG } from './words.ts';

/** How many entries are held at once. */
const ENTRIES_A_PAGE = 500;

/** The whole time line as a file, for whoever has to show later who did what. */
export function timelineExportRoutes(store: Store): GuardedRoute[] {
  const download = route({
    method: 'get',
    path: '/api/v1/disputes/{case_id}/timeline.jsonl',
    operationId: 'exportTimeline',
    tag: TAG,
    summary: 'Download everything that happened as JSON Lines, oldest first',
    description:
      'One entry a line, each as `/timeline` shows it: who, by which way, from which address, when.',
    role: 'viewer',
    request: { params: z.object({ case_id: caseId }) },
    responses: { 200: { description: 'The whole time line.', content: ['application/jsonl'] } },
    problems: { ...CASE_MOVED, ...NO_CASE, ...NO_STORE },
    async handle({ params, caller, req }) {
      const { id } = await openCase(store, caller, params.case_id, req);
      const first = await store.timeline(id, { limit: ENTRIES_A_PAGE });
      return {
        status: 200,
        content: {
          type: 'application/jsonl',
          data: lines(store, id, first),
          attachment: `${safeFileName(`timeline-${id}`)}.jsonl`,
        },
      };
    },
  });
  return [download];
}

async function* lines(store: Store, id: CaseId, first: Page<TimelineEntry>): AsyncGenerator<Uint8Array> {
  let page: Page<TimelineEntry> | null = first;
  while (page !== null) {
    const { data, cursor }: Page<TimelineEntry> = page;
    yield Buffer.from(data.map((entry) => `${JSON.stringify(timelineEntryView(entry))}\n`).join(''));
    page = cursor === null ? null : await store.timeline(id, { limit: ENTRIES_A_PAGE, cursor });
  }
}
