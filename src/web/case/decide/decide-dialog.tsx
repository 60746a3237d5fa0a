import { Alert, Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useEffect, useState } from 'react';
import type { ChoiceView } from '../../../api/schemas/next-steps.ts';
import { actorName } from '../../words/cases.ts';
import { localSentence } from '../../words/local-sentence.ts';
import { usePreview } from '../preview/use-preview.ts';
import type { Subject } from '../subject.ts';
import { AnswerCheck } from './answer-check.tsx';
import { actWords, choiceTitle } from './choice-words.ts';
import { Consequence } from './consequence.tsx';
import { type DecisionState, useDecision } from './use-decision.ts';

interface Props {
  readonly subject: Subject;
  /** As it was when the dialog was opened. */
  readonly choice: ChoiceView;
  /** Files somebody chose that are not in the draft. */
  readonly filesLeft: number;
  readonly close: () => void;
  readonly openPreview: () => void;
}

/** Everything one has to know before deciding, and the one button that does it. */
export function DecideDialog({ subject, choice, filesLeft, close, openPreview }: Props) {
  const { dispute, queue } = subject;
  const { state, decide } = useDecision(subject, choice, close);
  const [note, setNote] = useState('');
  const [word, setWord] = useState('');
  const isAnswer = choice.decision === 'challenge';
  const { preview } = usePreview(subject, isAnswer);
  useEffect(() => void queue.flush(), [queue]);

  const proposal = dispute.proposal?.decision === choice.decision ? dispute.proposal : null;
  const isApproval = proposal !== null && choice.outcome === 'decided';
  const isConfirmed = choice.confirm === null || word.trim().toLowerCase() === choice.confirm;
  const overtaken = overtakenBy(subject, choice, state);
  const isBlocked = overtaken !== null || (isAnswer && preview?.sendable === false && !preview.frozen);
  const isSettled = state.is === 'busy' || state.is === 'unknown';

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isConfirmed && !isBlocked) void decide(note);
  }

  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={isApproval ? `Approve: ${choiceTitle(choice).toLowerCase()}` : choiceTitle(choice)}
      closeOnClickOutside={state.is !== 'busy'}
      closeOnEscape={state.is !== 'busy'}
      closeButtonProps={{ 'aria-label': 'Close without deciding' }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          {isApproval && (
            <Text size="sm">
              {actorName(proposal.by)} proposed it{proposal.note === null ? '.' : `: “${proposal.note}”`}
            </Text>
          )}
          <Consequence subject={subject} decision={choice.decision} />
          {isAnswer && <AnswerCheck preview={preview} filesLeft={filesLeft} open={openPreview} />}
          {choice.outcome === 'proposed' && (
            <Text size="sm" c="dimmed">
              Nothing is done yet: somebody who may decide has to approve it. It lapses when the evidence
              changes.
            </Text>
          )}
          {choice.confirm !== null && (
            <TextInput
              label={`Type “${choice.confirm}” to go on`}
              value={word}
              autoComplete="off"
              data-autofocus
              onChange={({ currentTarget }) => setWord(currentTarget.value)}
            />
          )}
          <Textarea
            label="Note (optional)"
            description="Stands in the time line; the provider does not get it."
            autosize
            minRows={1}
            maxRows={6}
            maxLength={2000}
            value={note}
            // A repeat has to say the same as what may have been recorded.
            readOnly={isSettled}
            onChange={({ currentTarget }) => setNote(currentTarget.value)}
          />
          {overtaken !== null && (
            <Alert color="orange" role="alert" title="This cannot be decided any more">
              {localSentence(overtaken)}
            </Alert>
          )}
          <Refusal state={state} />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={close} disabled={state.is === 'busy'}>
              Cancel
            </Button>
            <Button
              type="submit"
              color={choice.decision === 'concede' ? 'red' : 'indigo'}
              loading={state.is === 'busy'}
              disabled={!isConfirmed || isBlocked}
              data-autofocus={choice.confirm === null || undefined}
            >
              {state.is === 'unknown' ? 'Repeat safely' : actWords(choice)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Why the choice has become impossible while the dialog was open; null when it has not. What may have been our own doing is not told of. */
function overtakenBy({ dispute }: Subject, { decision }: ChoiceView, state: DecisionState): string | null {
  const now = dispute.choices.find((choice) => choice.decision === decision);
  return state.is === 'open' && now?.possible === false ? now.why : null;
}

function Refusal({ state }: { readonly state: DecisionState }) {
  if (state.is === 'refused') {
    return (
      <Alert color="red" role="alert" title="Not decided">
        {localSentence(state.why)}
      </Alert>
    );
  }
  if (state.is !== 'unknown') return null;
  return (
    <Alert color="orange" role="alert" title="It is not known whether this was recorded">
      {localSentence(state.why)} Repeating it is safe: it counts once.
    </Alert>
  );
}
