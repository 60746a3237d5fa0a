import { Anchor, FileButton, Group, Stack, Text } from '@mantine/core';
import { IconCircle, IconCircleCheck, IconPaperclip } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Uploads } from '../files/use-uploads.ts';
import type { Need } from '../needs.ts';
import { labelOf, type Subject } from '../subject.ts';

interface Props {
  readonly subject: Subject;
  readonly uploads: Uploads;
  readonly need: Need;
  readonly children: ReactNode;
}

/** One thing the answer needs: why, the fields that give it, and the files that would as well. */
export function NeedGroup({ need, subject, uploads, children }: Props) {
  const Icon = need.isMet ? IconCircleCheck : IconCircle;
  const elsewhere = need.names.filter(
    (name) => ![...need.fields, ...need.slots].some((item) => item.name === name),
  );
  return (
    <Group align="flex-start" gap="xs" wrap="nowrap">
      <Icon
        size={18}
        color={need.isMet ? 'var(--tone-good)' : 'var(--tone-warn)'}
        style={{ flexShrink: 0, marginTop: 1 }}
        aria-label={need.isMet ? 'There' : 'Missing'}
      />
      <Stack gap={6} style={{ flex: 1, minWidth: 0 }}>
        <Text size="sm" c="dimmed">
          {need.why}
        </Text>
        {children}
        {need.slots.length > 0 && (
          <Group gap="md">
            {need.slots.map((slot) => (
              <FileButton
                key={slot.name}
                multiple={slot.max_files > 1}
                onChange={(chosen) => uploads.add(listed(chosen), slot.name)}
              >
                {(props) => (
                  <Anchor component="button" type="button" size="sm" ta="left" {...props}>
                    <IconPaperclip size={14} style={{ verticalAlign: '-2px' }} aria-hidden /> {slot.label}
                  </Anchor>
                )}
              </FileButton>
            ))}
          </Group>
        )}
        {!need.isMet && need.fields.length + need.slots.length === 0 && (
          <Text size="sm">
            Filled by {elsewhere.map((name) => labelOf(subject.provider, name)).join(' or ')}.
          </Text>
        )}
      </Stack>
    </Group>
  );
}

function listed(chosen: File | readonly File[] | null): readonly File[] {
  if (chosen === null) return [];
  return chosen instanceof File ? [chosen] : chosen;
}
