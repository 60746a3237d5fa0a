import { Alert, Button, Group, Stack, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ChoiceView } from '../../../api/schemas/next-steps.ts';
import { localSentence } from '../../words/local-sentence.ts';
import { actWords } from './choice-words.ts';
import type { DecisionState } from './use-decision.ts';

interface Props {
  readonly choice: ChoiceView;
  readonly state: DecisionState;
  /** Something that was said above stands in the way. */
  readonly isBlocked: boolean;
  readonly decide: (note: string) => void;
  readonly close: () => void;
}

/** The word that confirms what cannot be undone, a note, and the button. */
export function DecideForm({ choice, state, isBlocked, decide, close }: Props) {
  const [note, setNote] = useState('');
  const [word, setWord] = useState('');
  const { confirm } = choice;
  const isReady = !isBlocked && (confirm === null || word.trim().toLowerCase() === confirm);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (isReady) decide(note);
  }

  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {confirm !== null && (
          <TextInput
            label={`Type “${confirm}” to go on`}
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
          // Not the button: an Enter too many would send what nobody has read.
          data-autofocus={confirm === null || undefined}
          // A repeat has to say the same as what may have been recorded.
          readOnly={state.is === 'busy' || state.is === 'unknown'}
          onChange={({ currentTarget }) => setNote(currentTarget.value)}
        />
        <Refusal state={state} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={close} disabled={state.is === 'busy'}>
            Cancel
          </Button>
          <Button
            type="submit"
            color={choice.decision === 'concede' ? 'red' : 'indigo'}
            loading={state.is === 'busy'}
            disabled={!isReady}
          >
            {state.is === 'unknown' ? 'Repeat safely' : actWords(choice)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
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
