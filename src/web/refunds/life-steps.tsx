import { Text, Timeline } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconDots, IconLoader2, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { RefundView } from '../../api/schemas/refund.ts';
import { TimeText } from '../ui/time-text.tsx';
import { lifeOf, type Step, type StepState } from './life.ts';
import { whoAsked } from './refund-words.ts';

const LOOKS: Readonly<
  Record<StepState, { readonly colour: string; readonly icon: ReactNode; readonly word: string }>
> = {
  done: { colour: 'green', icon: <IconCheck size={14} />, word: 'Done' },
  under_way: { colour: 'blue', icon: <IconLoader2 size={14} />, word: 'Under way' },
  ahead: { colour: 'gray', icon: <IconDots size={14} />, word: 'Still to come' },
  failed: { colour: 'red', icon: <IconX size={14} />, word: 'Failed' },
  attention: { colour: 'orange', icon: <IconAlertTriangle size={14} />, word: 'Needs a person' },
};

/** A refund's life, step by step, with who did what and when. */
export function LifeSteps({ refund }: { readonly refund: RefundView }) {
  const steps = lifeOf(refund);
  return (
    <Timeline active={steps.length - 1} bulletSize={24} lineWidth={2}>
      {steps.map((step) => {
        const { colour, icon, word } = LOOKS[step.state];
        return (
          <Timeline.Item
            key={step.name}
            title={step.title}
            color={colour}
            bullet={
              <span role="img" aria-label={word} style={{ display: 'flex' }}>
                {icon}
              </span>
            }
          >
            <StepText step={step} refund={refund} />
          </Timeline.Item>
        );
      })}
    </Timeline>
  );
}

interface StepProps {
  readonly step: Step;
  readonly refund: RefundView;
}

function StepText({ step, refund }: StepProps) {
  return (
    <>
      {step.at !== null && (
        <Text size="sm" c="dimmed">
          <TimeText at={step.at} />
        </Text>
      )}
      <WhoDidIt step={step} refund={refund} />
      {step.text !== null && <Text size="sm">{step.text}</Text>}
    </>
  );
}

function WhoDidIt({ step, refund }: StepProps) {
  const by = step.name === 'settled_by_hand' ? refund.resolution?.by : refund.requested_by;
  if (by === undefined || (step.name !== 'asked' && step.name !== 'settled_by_hand')) return null;
  return <Text size="sm">{whoAsked(by)}</Text>;
}
