import { Divider, Group, Stack, Text, Title, VisuallyHidden } from '@mantine/core';
import '@mantine/dropzone/styles.css';
import { Dropzone } from '@mantine/dropzone';
import { IconUpload } from '@tabler/icons-react';
import { canEdit, labelOf, type Subject } from '../subject.ts';
import { typeNames, widest } from './check-file.ts';
import { DraftFile } from './draft-file.tsx';
import { fileSize } from './file-size.ts';
import { UploadRow } from './upload-row.tsx';
import { openSlots } from './uploads.ts';
import type { Uploads } from './use-uploads.ts';

interface Props {
  readonly subject: Subject;
  readonly uploads: Uploads;
}

/** The files of the draft, and a place to drop more. */
export function FilesPanel({ subject, uploads }: Props) {
  const { of, dispute, provider } = subject;
  const { files } = dispute.evidence;
  const editable = canEdit(subject);
  const open = openSlots(provider.slots, [
    ...files,
    ...uploads.all.filter(({ step }) => step.is !== 'asking' && step.is !== 'failed'),
  ]);
  if (!editable && files.length + uploads.all.length === 0) return null;
  return (
    <section aria-labelledby="files-title">
      <Divider mb="lg" />
      <Title order={3} size="h5" id="files-title" mb="xs">
        Files
      </Title>
      <Stack gap="sm">
        {files.map((file) => (
          <DraftFile
            key={file.id}
            caseId={of.id}
            disputeId={dispute.id}
            file={file}
            slotLabel={labelOf(provider, file.slot)}
            removable={editable}
          />
        ))}
        {uploads.all.map((upload) => (
          <UploadRow
            key={upload.id}
            upload={upload}
            open={open}
            slots={provider.slots}
            choose={(slot) => uploads.choose(upload.id, slot)}
            send={() => uploads.send(upload.id)}
            drop={() => uploads.drop(upload.id)}
          />
        ))}
        {editable && <Drop subject={subject} uploads={uploads} full={open.length === 0} />}
        <VisuallyHidden aria-live="polite">{uploadNews(uploads)}</VisuallyHidden>
      </Stack>
    </section>
  );
}

function Drop({ subject, uploads, full }: Props & { readonly full: boolean }) {
  const { slots } = subject.provider;
  const { types, max_bytes: largest } = widest(slots);
  if (slots.length === 0) return null;
  return (
    <Dropzone
      onDrop={(files) => uploads.add(files, null)}
      // Files of another type are taken in to be refused in words.
      multiple
      disabled={full}
      p="sm"
      inputProps={{ 'aria-label': 'Add files' }}
    >
      <Group justify="center" gap="xs" mih={44} style={{ pointerEvents: 'none' }}>
        <IconUpload size={18} aria-hidden />
        <div>
          <Text size="sm">
            {full ? 'Every place for a file is taken' : 'Drop files here, or choose them'}
          </Text>
          <Text size="xs" c="dimmed">
            {typeNames(types)}, up to {fileSize(largest)} each
          </Text>
        </div>
      </Group>
    </Dropzone>
  );
}

function uploadNews({ all }: Uploads): string {
  const failed = all.filter(({ step }) => step.is === 'failed').length;
  const sending = all.filter(({ step }) => step.is === 'sending' || step.is === 'queued').length;
  if (sending > 0) return sending === 1 ? 'A file is being added' : `${sending} files are being added`;
  if (failed === 0) return '';
  return failed === 1 ? 'A file was not added' : `${failed} files were not added`;
}
