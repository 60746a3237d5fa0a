import { useEffect, useState } from 'react';
import type { ChoiceView, ProposalView } from '../../../api/schemas/next-steps.ts';
import { useSaveState } from '../evidence/use-save-queue.ts';
import type { Subject } from '../subject.ts';

/** What somebody decides on: how it stood when they opened the dialog, with what they had typed saved. */
export interface Look {
  readonly revision: number;
  /** What they would approve. */
  readonly proposal: ProposalView | null;
  /** All they typed is in that revision. */
  readonly isSaved: boolean;
}

/**
 * Keeps what somebody looked at: nobody decides on words that came into the draft, or approves what was proposed, behind the open dialog.
 *
 * @returns the look, null until everything typed is saved; and what has changed since, null while nothing has
 */
export function useLook(
  { dispute, queue }: Subject,
  choice: ChoiceView,
): { readonly look: Look | null; readonly changed: string | null } {
  const { draft } = useSaveState(queue);
  const proposal = dispute.proposal?.decision === choice.decision ? dispute.proposal : null;
  const [look, setLook] = useState<Look | null>(null);
  // As it is at the opening: whatever comes later is a change.
  const [opened] = useState(proposal);
  useEffect(() => {
    let isOpen = true;
    void queue.flush().then((isSaved) => {
      if (isOpen) setLook({ revision: queue.state().draft.saved.revision, proposal: opened, isSaved });
    });
    return () => {
      isOpen = false;
    };
  }, [queue, opened]);
  const now = dispute.choices.find(({ decision }) => decision === choice.decision);
  return {
    look,
    changed:
      look &&
      whatChanged(look, {
        revision: Math.max(draft.saved.revision, dispute.evidence.revision),
        proposal,
        isSameWeight: now === undefined || now.outcome === choice.outcome,
      }),
  };
}

/** What is another than it was; null while everything is the same. */
export function whatChanged(
  look: Look,
  now: {
    readonly revision: number;
    readonly proposal: ProposalView | null;
    /** The choice still counts for as much. */
    readonly isSameWeight: boolean;
  },
): string | null {
  if (look.proposal?.at !== now.proposal?.at)
    return look.proposal === null
      ? 'Somebody has proposed this meanwhile: look at what they say, then decide.'
      : 'What was proposed was taken back, has changed or has lapsed: look at it again, then decide.';
  if (look.revision !== now.revision)
    return `The evidence has changed: it is at revision ${now.revision} now, and you were looking at revision ${look.revision}. Look at it again, then decide.`;
  return now.isSameWeight
    ? null
    : 'What your decision counts for has changed: look at it again, then decide.';
}
