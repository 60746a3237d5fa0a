import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { DecisionAcceptedView } from '../../../api/schemas/acts.ts';
import type { ChoiceView } from '../../../api/schemas/next-steps.ts';
import { ApiProblem, api, segment } from '../../client.ts';
import { queries } from '../../queries.ts';
import { tell } from '../../ui/tell.ts';
import type { Subject } from '../subject.ts';
import { doneWords } from './choice-words.ts';
import { newKey } from './idempotency-key.ts';

/** How deciding stands. */
export type DecisionState =
  | { readonly is: 'open' | 'busy' }
  /** Refused: nothing happened, and why. */
  | { readonly is: 'refused'; readonly why: string }
  /** Nobody said whether it was recorded: the same may be sent again under the same key. */
  | { readonly is: 'unknown'; readonly why: string };

/** What is sent and under which key; the same once more after an answer that never came. */
interface Attempt {
  readonly key: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Sends one choice: the draft is saved first, a double click does nothing, and a repeat after an outage has no second effect. */
export function useDecision({ of, dispute, queue }: Subject, choice: ChoiceView, whenDone: () => void) {
  const [state, setState] = useState<DecisionState>({ is: 'open' });
  const attempt = useRef<Attempt | null>(null);
  const isBusy = useRef(false);
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: queries.case(of.id).queryKey });

  async function send(note: string, revision: number): Promise<DecisionState> {
    if (attempt.current === null && !(await queue.flush()))
      return {
        is: 'refused',
        why: 'Not all of your text is saved: look at the fields marked so, then decide.',
      };
    attempt.current ??= { key: newKey(), body: bodyFor(note, revision) };
    const { key, body } = attempt.current;
    try {
      const accepted = await api.post<DecisionAcceptedView>(`/disputes/${segment(of.id)}/decisions`, body, {
        headers: { 'Idempotency-Key': key },
      });
      tell(doneWords(accepted));
      whenDone();
      return { is: 'open' };
    } catch (error) {
      const after = explained(error);
      if (after.is === 'refused') attempt.current = null;
      return after;
    } finally {
      void refresh();
    }
  }

  function bodyFor(note: string, revision: number): Attempt['body'] {
    return {
      decision: choice.decision,
      dispute_id: dispute.id,
      evidence_revision: revision,
      ...(choice.confirm !== null && { confirm: choice.confirm }),
      ...(note.trim() !== '' && { note: note.trim() }),
    };
  }

  /** @param revision - of the evidence that was looked at */
  async function decide(note: string, revision: number): Promise<void> {
    if (isBusy.current) return;
    isBusy.current = true;
    setState({ is: 'busy' });
    setState(await send(note, revision));
    isBusy.current = false;
  }

  return { state, decide };
}

function explained(error: unknown): DecisionState {
  if (!(error instanceof ApiProblem)) return { is: 'unknown', why: 'No answer came.' };
  const { status, message } = error;
  const isRefusal = status >= 400 && status < 500 && status !== 408;
  return { is: isRefusal ? 'refused' : 'unknown', why: message };
}
