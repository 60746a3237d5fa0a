import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { tell } from '../../ui/tell.ts';
import type { SaveQueue, SaveState } from './save-queue.ts';
import { type Edited, isAnythingUnsaved, savedDraft, saveQueueFor } from './save-queues.ts';

/** The queue that saves a dispute's draft: told whatever the server shows, and watched over when somebody leaves. */
export function useSaveQueue(edited: Edited): SaveQueue {
  const queue = saveQueueFor(edited, useQueryClient());
  const { of, dispute } = edited;
  useEffect(() => queue.receive(savedDraft({ of, dispute })), [queue, of, dispute]);
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
  tell(
    'Not everything is saved. What you typed is kept in this browser: open the case again to go on.',
    'warn',
  );
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
