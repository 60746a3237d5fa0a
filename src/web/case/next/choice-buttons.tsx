import { Button, Collapse, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import type { ChoiceView, ProposalView } from '../../../api/schemas/next-steps.ts';
import { decisionWord } from '../../words/cases.ts';
import { localSentence } from '../../words/local-sentence.ts';
import { choiceTitle, rankChoices } from '../decide/choice-words.ts';

interface Props {
  readonly choices: readonly ChoiceView[];
  /** What waits to be approved: that comes first, and is not offered twice. */
  readonly proposal: ProposalView | null;
  readonly decide: (choice: ChoiceView) => void;
}

/** The one choice to make, then the others; what cannot be chosen says why. */
export function ChoiceButtons({ choices: all, proposal, decide }: Props) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const choices = all.filter(({ decision }) => decision !== proposal?.decision);
  const { first, others } = rankChoices(choices);
  if (choices.length === 0) return null;
  const possible = others.filter((choice) => choice.possible);
  const impossible = others.filter((choice) => !choice.possible);
  return (
    <Stack gap="xs">
      {first !== null && (
        <Button
          fullWidth
          variant={proposal === null && first.decision !== 'ignore' ? 'filled' : 'default'}
          onClick={() => decide(first)}
        >
          {choiceTitle(first)}…
        </Button>
      )}
      {possible.map((choice) => (
        <Button
          key={choice.decision}
          fullWidth
          variant="default"
          c={choice.decision === 'concede' ? 'var(--tone-bad)' : 'var(--mantine-color-text)'}
          onClick={() => decide(choice)}
        >
          {choiceTitle(choice)}…
        </Button>
      ))}
      {impossible.length > 0 && (
        <>
          <Button
            variant="transparent"
            size="compact-sm"
            c="dimmed"
            aria-expanded={isOpen}
            aria-controls="impossible-choices"
            onClick={toggle}
          >
            {isOpen
              ? 'Hide'
              : first === null && possible.length === 0
                ? 'Why can nothing be decided?'
                : 'Why not something else?'}
          </Button>
          <Collapse expanded={isOpen} id="impossible-choices">
            <Stack gap={6}>
              {impossible.map(({ decision, why }) => (
                <Text key={decision} size="sm">
                  <b>{decisionWord(decision)}:</b> {why === null ? 'not possible now' : localSentence(why)}
                </Text>
              ))}
            </Stack>
          </Collapse>
        </>
      )}
    </Stack>
  );
}
