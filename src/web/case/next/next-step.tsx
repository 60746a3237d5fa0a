import { Paper, Stack, Text, Title } from '@mantine/core';
import type { ChoiceView } from '../../../api/schemas/next-steps.ts';
import { rankChoices } from '../decide/choice-words.ts';
import type { Subject } from '../subject.ts';
import { ChoiceButtons } from './choice-buttons.tsx';
import { Progress } from './progress.tsx';
import { ProposalCard } from './proposal-card.tsx';
import { SubmitElsewhere } from './submit-elsewhere.tsx';
import { Readiness } from './readiness.tsx';

interface Props {
  readonly subject: Subject;
  readonly decide: (choice: ChoiceView) => void;
  readonly openPreview: () => void;
}

/** What to do next: one thing, with what else is possible below it; or what is under way when nothing is to be done. */
export function NextStep({ subject, decide, openPreview }: Props) {
  const { dispute } = subject;
  const isUndecided = dispute.decision === null && dispute.ruling === null && dispute.submission === null;
  const { first } = rankChoices(dispute.choices);
  return (
    <Paper withBorder p="md" component="section" aria-labelledby="next-title">
      <Stack gap="sm">
        <Title order={2} size="h5" id="next-title">
          {isUndecided ? 'What to do next' : 'Where it stands'}
        </Title>
        {!isUndecided && <Progress subject={subject} />}
        {isUndecided && dispute.proposal !== null && (
          <ProposalCard
            key={dispute.proposal.at}
            subject={subject}
            proposal={dispute.proposal}
            approve={decide}
          />
        )}
        {isUndecided && <Advice subject={subject} first={first} openPreview={openPreview} />}
        {(isUndecided || first !== null) && (
          <ChoiceButtons choices={dispute.choices} proposal={dispute.proposal} decide={decide} />
        )}
      </Stack>
    </Paper>
  );
}

/** What helps to choose. */
function Advice({
  subject,
  first,
  openPreview,
}: {
  readonly subject: Subject;
  readonly first: ChoiceView | null;
  readonly openPreview: () => void;
}) {
  const { dispute, provider } = subject;
  if (!provider.set_up)
    return <Text size="sm">{provider.label} is not set up here: nothing can be decided until it is.</Text>;
  if (dispute.settled_by_network) return <Text size="sm">No answer is possible, and none is needed.</Text>;
  if (!provider.submit && dispute.answerable)
    return <SubmitElsewhere subject={subject} openPreview={openPreview} />;
  if (dispute.answerable || first?.decision === 'challenge')
    return <Readiness subject={subject} openPreview={openPreview} />;
  if (dispute.kind === 'alert')
    return (
      <Text size="sm" c="dimmed">
        No dispute has come of it yet. A refund now mostly prevents one.
      </Text>
    );
  return (
    <Text size="sm" c="dimmed">
      {first === null ? 'Nothing has to be done here now.' : 'It takes no answer now.'}
    </Text>
  );
}
