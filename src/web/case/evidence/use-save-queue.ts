import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import type { DisputeView } from '../../../api/schemas/case.ts';
import type { ProviderView } from '../../../api/schemas/providers.ts';
import type { SaveQueue, SaveState } from './save-queue.ts';
import { isAnythingUnsaved, savedDraft, saveQueueFor } from './save-queues.ts';

/** The queue that saves a dispute's draft: told whatever the server shows, and watched over when somebody leaves. */
export function useSaveQueue(
  caseId: string,
  dispute: DisputeView,
  provider: ProviderView,
  personId: string,
): SaveQueue {
  const queue = saveQueueFor({ caseId, dispute, provider, personId }, useQueryClient());
  useEffect(() => queue.receive(savedDraft(dispute)), [queue, dispute]);
  useEffect(() => () => void saveOnLeaving(queue), [queue]);
  useEffect(() => whenOnline(() => void queue.flush()), [queue]);
  useEffect(watchWindow, []);
  return queue;
}

/** What there is to show of a draft being edited, anew whenever that changes. */
export function useSaveState(queue: SaveQueue): SaveState {
  return useSyncExternalStore(queue.subscribe, queue.state);
}

async function saveOnLeaving(queue: SaveQueue): Promise<void> {
  if (!queue.isUnsaved || (await queue.flush())) return;
  notifications.show({
    color: 'orange',
    title: 'Not everything is saved',
    message: 'What you typed is kept in this browser. Open the case again to go on.',
  });
}

/** Waits no longer than it has to once the network is back. */
function whenOnline(act: () => void): () => void {
  window.addEventListener('online', act);
  return () => window.removeEventListener('online', act);
}

function watchWindow(): () => void {
  window.addEventListener('beforeunload', warn);
  return () => window.removeEventListener('beforeunload', warn);
}

function warn(event: BeforeUnloadEvent): void {
  if (isAnythingUnsaved()) event.preventDefault();
}
