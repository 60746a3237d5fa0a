import { ActionIcon, Anchor, Group, Image, Modal, Text, ThemeIcon, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFile, IconPhoto, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { EvidenceFileView } from '../../../api/schemas/case.ts';
import { api, segment } from '../../client.ts';
import { queries } from '../../queries.ts';
import { useNow } from '../../ui/now.ts';
import { localTime } from '../../words/local-time.ts';
import { fileSize } from './file-size.ts';

interface Props {
  readonly caseId: string;
  readonly disputeId: string;
  readonly file: EvidenceFileView;
  /** What its slot is called. */
  readonly slotLabel: string;
  readonly removable: boolean;
}

/** A file of the draft: to look at, to fetch, and to remove. */
export function DraftFile({ caseId, disputeId, file, slotLabel, removable }: Props) {
  const client = useQueryClient();
  const address = `/disputes/${segment(caseId)}/files/${segment(file.id)}`;
  const removal = useMutation({
    mutationFn: () => api.delete(address, { query: { dispute_id: disputeId } }),
    onSettled: () => client.invalidateQueries({ queryKey: queries.case(caseId).queryKey }),
  });
  return (
    <div>
      <Group gap="sm" wrap="nowrap" align="center">
        <FileFace file={file} address={api.address(address)} />
        <div style={{ minWidth: 0, flex: 1 }}>
          <Text size="sm" truncate>
            {/* What only the provider has cannot be fetched here. */}
            {file.sha256 === null ? (
              file.name
            ) : (
              <Anchor href={api.address(address)} download>
                {file.name}
              </Anchor>
            )}
          </Text>
          <Text size="xs" c="dimmed">
            {slotLabel}
            {file.size !== null && ` · ${fileSize(file.size)}`}
            {file.sha256 === null && ' · at the provider'}
          </Text>
          <Expiry at={file.expires_at} />
        </div>
        {removable && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove ${file.name}`}
            loading={removal.isPending}
            onClick={() => removal.mutate()}
          >
            <IconTrash size={16} />
          </ActionIcon>
        )}
      </Group>
      {removal.error !== null && (
        <Text size="xs" c="var(--tone-bad)" role="alert">
          Not removed: {removal.error.message}
        </Text>
      )}
    </div>
  );
}

/** Documents given by their ids die at the provider. */
function Expiry({ at }: { readonly at: string | null }) {
  const now = useNow();
  if (at === null) return null;
  const isDead = Date.parse(at) <= now;
  return (
    <Text size="xs" c={isDead ? 'var(--tone-bad)' : 'var(--tone-warn)'}>
      {isDead
        ? 'The provider has forgotten it: remove it and upload it again.'
        : `The provider keeps it until ${localTime(at)}: answer before that.`}
    </Text>
  );
}

function FileFace({ file, address }: { readonly file: EvidenceFileView; readonly address: string }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  const isPicture = file.sha256 !== null && file.type?.startsWith('image/') === true;
  if (!isPicture) {
    return (
      <ThemeIcon variant="light" color="gray" size={36} aria-hidden>
        {file.type?.startsWith('image/') === true ? <IconPhoto size={18} /> : <IconFile size={18} />}
      </ThemeIcon>
    );
  }
  return (
    <>
      <UnstyledButton aria-label={`Look at ${file.name}`} onClick={open}>
        <Image src={address} alt="" w={36} h={36} radius="sm" fit="cover" />
      </UnstyledButton>
      <Modal
        opened={isOpen}
        onClose={close}
        title={file.name}
        size="xl"
        closeButtonProps={{ 'aria-label': 'Close the picture' }}
      >
        <Image src={address} alt={file.name} fit="contain" mah="75vh" />
      </Modal>
    </>
  );
}
