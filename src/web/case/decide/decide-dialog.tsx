import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ChoiceView } from '../../../api/schemas/next-steps.ts';
import { localSentence } from '../../words/local-sentence.ts';
import { usePreview } from '../preview/use-preview.ts';
import type { Subject } from '../subject.ts';
import { AnswerCheck } from './answer-check.tsx';
import { approvalTitle, choiceTitle } from './choice-words.ts';
import { Consequence } from './consequence.tsx';
import { DecideForm } from './decide-form.tsx';
import { useDecision } from './use-decision.ts';
import { useLook } from './use-look.ts';

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
  const { state, decide } = useDecision(subject, choice, close);
  const isAnswer = choice.decision === 'challenge';
  const { preview } = usePreview(subject, isAnswer);
  const { look, changed } = useLook(subject, choice);
  const proposal = look === null ? null : look.proposal;
  const isApproval = proposal !== null && choice.outcome === 'decided';
  // What may have been our own doing does not end the dialog.
  const overtaken = state.is === 'open' ? (impossibleNow(subject, choice) ?? changed) : null;
  const isBusy = state.is === 'busy';
  return (
    <Modal
      opened
      onClose={close}
      size="lg"
      title={isApproval ? approvalTitle(proposal) : choiceTitle(choice)}
      closeOnClickOutside={!isBusy}
      closeOnEscape={!isBusy}
      closeButtonProps={{ 'aria-label': 'Close without deciding' }}
    >
      {overtaken !== null ? (
        <Overtaken why={overtaken} close={close} />
      ) : (
        <Stack gap="md">
          {isApproval && proposal.note !== null && <Text size="sm">Their note: “{proposal.note}”</Text>}
          <Consequence subject={subject} decision={choice.decision} />
          {isAnswer && <AnswerCheck preview={preview} filesLeft={filesLeft} open={openPreview} />}
          {choice.outcome === 'proposed' && (
            <Text size="sm" c="dimmed">
              Nothing is done yet: somebody who may decide has to approve it. It lapses when the evidence
              changes.
            </Text>
          )}
          {look?.isSaved === false && (
            <Alert color="orange" role="alert" title="Not all of your text is saved">
              Close this and look at the fields marked so, then decide.
            </Alert>
          )}
          <DecideForm
            choice={choice}
            state={state}
            isBlocked={look?.isSaved !== true || (isAnswer && preview?.sendable === false && !preview.frozen)}
            decide={(note) => void (look && decide(note, look.revision))}
            close={close}
          />
        </Stack>
      )}
    </Modal>
  );
}

function Overtaken({ why, close }: { readonly why: string; readonly close: () => void }) {
  return (
    <Stack gap="md">
      <Alert color="orange" role="alert" title="This is not what you were looking at any more">
        {localSentence(why)}
      </Alert>
      <Group justify="flex-end">
        <Button onClick={close}>Close</Button>
      </Group>
    </Stack>
  );
}

/** Why the choice cannot be made any more; null when it can. */
function impossibleNow({ dispute }: Subject, { decision }: ChoiceView): string | null {
  const now = dispute.choices.find((choice) => choice.decision === decision);
  return now?.possible === false ? now.why : null;
}
