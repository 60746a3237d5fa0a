import type { CaseFile } from './case-file.ts';
import { providerActor } from './case-file.ts';
import type { Actor } from './case.ts';
import type { Instant } from './instant.ts';
import { openAlert, openDispute } from './opening.ts';
import type { DisputeReading, ProviderEvent } from './provider.ts';
import { takeFunds } from './reading.ts';
import { takeStatement } from './statements.ts';

/** How many event ids are remembered against duplicates; reads make an older duplicate harmless. */
const REMEMBERED_EVENTS = 500;

/**
 * Takes in one event. It is a hint: a dispute or alert that is new is opened from the payload, so that its deadline counts at once; for a known one
 * the payload is kept aside and believed only if the read that now falls due fails.
 */
export function takeEvent(file: CaseFile, event: ProviderEvent, now: Instant): void {
  const { state } = file;
  if (state.seenEvents.includes(event.id)) return;
  state.seenEvents = [...state.seenEvents, event.id].slice(-REMEMBERED_EVENTS);
  state.open = true;
  // A case that was handed over and hears more hands that over as well.
  state.movedTo = null;
  const actor = providerActor(state.provider, event.via);
  const known = file.dispute(event.object.id);
  const how =
    event.via === 'webhook'
      ? `The provider sent ${event.type}.`
      : 'The provider lists what was not known here.';
  file.note(now, 'event_received', actor, how, {
    dispute: known ?? undefined,
    data: { event_id: event.id, type: event.type, object: event.object.id },
  });
  state.merchantId ??= event.merchantId;
  state.paymentId ??= event.paymentId;
  takeTold(file, event.reading, now, actor);
  if (file.capabilities.read) state.read.dueAt = now;
}

function takeTold(file: CaseFile, reading: ProviderEvent['reading'], now: Instant, by: Actor): void {
  if (reading.kind === 'alert') {
    if (file.dispute(reading.alert.id) === null) openAlert(file, reading.alert, now, by);
    return;
  }
  const { dispute } = reading;
  const known = file.dispute(dispute.id);
  if (!file.capabilities.read) takeStatement(file, dispute, now, by);
  else if (known === null) openDispute(file, dispute, now, by);
  else {
    if (!isOutdated(file, dispute)) known.hint = dispute;
    // Nothing but the event itself says that money moved.
    takeFunds(file, known, dispute);
  }
}

/** Told late: what a read has shown since then counts, and is not to be undone should the next read fail. */
function isOutdated({ state }: CaseFile, { asOf }: DisputeReading): boolean {
  return asOf !== null && asOf !== undefined && state.read.lastOkAt !== null && asOf < state.read.lastOkAt;
}
