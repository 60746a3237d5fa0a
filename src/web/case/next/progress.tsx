import { Text, Timeline } from '@mantine/core';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { TimeText } from '../../ui/time-text.tsx';
import type { Subject } from '../subject.ts';
import { progressSteps } from './progress-steps.ts';

/** How far the answer has come, step by step, with what each means. */
export function Progress({ subject }: { readonly subject: Subject }) {
  const steps = progressSteps(subject);
  const active = steps.findLastIndex(({ is }) => is === 'done');
  return (
    <div aria-live="polite">
      <Timeline active={active} bulletSize={18} lineWidth={2} color="green">
        {steps.map(({ title, text, at, is }) => (
          <Timeline.Item
            key={title}
            title={title}
            lineVariant={is === 'done' ? 'solid' : 'dashed'}
            bullet={
              is === 'done' ? (
                <IconCheck size={12} aria-hidden />
              ) : is === 'trouble' ? (
                <IconAlertTriangle size={12} aria-hidden />
              ) : null
            }
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
