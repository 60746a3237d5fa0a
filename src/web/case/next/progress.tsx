import { Text, Timeline } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconX } from '@tabler/icons-react';
import { TimeText } from '../../ui/time-text.tsx';
import type { Subject } from '../subject.ts';
import { type ProgressStep, progressSteps } from './progress-steps.ts';

/** How far the answer has come, step by step, with what each means. */
export function Progress({ subject }: { readonly subject: Subject }) {
  const steps = progressSteps(subject);
  const active = steps.findLastIndex(({ is }) => is === 'done' || is === 'lost');
  return (
    <div aria-live="polite">
      <Timeline active={active} bulletSize={18} lineWidth={2} color="green">
        {steps.map(({ title, text, at, is }) => (
          <Timeline.Item
            key={title}
            title={title}
            color={is === 'lost' ? 'gray' : 'green'}
            lineVariant={is === 'done' ? 'solid' : 'dashed'}
            bullet={<Bullet is={is} />}
          >
            {text !== null && (
              <Text
                size="sm"
                c={is === 'trouble' ? 'var(--tone-bad)' : 'dimmed'}
                style={{ overflowWrap: 'anywhere' }}
              >
                {text}
              </Text>
            )}
            {at !== null && (
              <Text size="xs" c="dimmed">
                <TimeText at={at} />
              </Text>
            )}
          </Timeline.Item>
        ))}
      </Timeline>
    </div>
  );
}

function Bullet({ is }: Pick<ProgressStep, 'is'>) {
  if (is === 'done') return <IconCheck size={12} aria-hidden />;
  if (is === 'lost') return <IconX size={12} aria-hidden />;
  return is === 'trouble' ? <IconAlertTriangle size={12} aria-hidden /> : null;
}
