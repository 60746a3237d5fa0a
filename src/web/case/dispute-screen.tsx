import { Paper, Stack } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import type { FullCaseView, FullDisputeView } from '../../api/schemas/case.ts';
import type { ChoiceView } from '../../api/schemas/next-steps.ts';
import type { ProviderView } from '../../api/schemas/providers.ts';
import type { MeView } from '../../api/schemas/session.ts';
import { Page } from '../ui/page.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import classes from './case.module.css';
import { rankChoices } from './decide/choice-words.ts';
import { DecideDialog } from './decide/decide-dialog.tsx';
import { ErasedNotice } from './erased-notice.tsx';
import { EvidenceAsItIs } from './evidence/evidence-as-it-is.tsx';
import { EvidenceEditor } from './evidence/evidence-editor.tsx';
import { focusFirstEmpty, leaveField } from './evidence/focus-empty.ts';
import { useSaveQueue } from './evidence/use-save-queue.ts';
import { FilesPanel } from './files/files-panel.tsx';
import { useUploads } from './files/use-uploads.ts';
import { CaseHead, CaseLinks } from './head/case-head.tsx';
import { happened } from './head/happened.ts';
import { NextStep } from './next/next-step.tsx';
import { SettleDialog } from './next/settle-dialog.tsx';
import { PreviewDrawer } from './preview/preview-drawer.tsx';
import { SidePanel } from './side/side-panel.tsx';
import { canEdit } from './subject.ts';

interface Props {
  readonly of: FullCaseView;
  readonly dispute: FullDisputeView;
  readonly provider: ProviderView;
  readonly me: MeView;
}

/** One dispute on one screen: what happened and the answer at the left, what to do and what was done at the right. */
export function DisputeScreen({ of, dispute, provider, me }: Props) {
  const queue = useSaveQueue({ of, dispute, provider, personId: me.id });
  const subject = { of, dispute, provider, me, queue };
  const uploads = useUploads(subject);
  const [choice, setChoice] = useState<ChoiceView | null>(null);
  const [isSettling, setSettling] = useState(false);
  const [isPreviewing, setPreviewing] = useState(false);
  const openPreview = () => setPreviewing(true);

  const { first } = rankChoices(dispute.choices);
  const decideFirst = () => choice === null && first !== null && setChoice(first);
  useShortcuts({ p: openPreview, e: focusFirstEmpty });
  useHotkeys([['mod+Enter', decideFirst]], []);

  return (
    <Page
      title={happened(of, dispute)}
      tabTitle={happened(of, dispute)}
      actions={<CaseLinks subject={subject} />}
    >
      <ErasedNotice of={of} dispute={dispute} />
      <CaseHead subject={subject} settle={() => setSettling(true)} />
      <div className={classes['columns']} onKeyDown={({ nativeEvent }) => leaveField(nativeEvent)}>
        <div className={classes['next']}>
          <NextStep subject={subject} decide={setChoice} openPreview={openPreview} />
        </div>
        <Paper withBorder p="md" className={classes['answer']}>
          <Stack gap="lg">
            {canEdit(subject) ? (
              <EvidenceEditor subject={subject} uploads={uploads} />
            ) : (
              <EvidenceAsItIs subject={subject} />
            )}
            <FilesPanel subject={subject} uploads={uploads} />
          </Stack>
        </Paper>
        <div className={classes['side']}>
          <SidePanel subject={subject} />
        </div>
      </div>
      <PreviewDrawer subject={subject} opened={isPreviewing} close={() => setPreviewing(false)} />
      {choice !== null && (
        <DecideDialog
          subject={subject}
          choice={choice}
          filesLeft={uploads.all.filter(({ step }) => step.is !== 'done').length}
          close={() => setChoice(null)}
          openPreview={openPreview}
        />
      )}
      {isSettling && <SettleDialog subject={subject} close={() => setSettling(false)} />}
    </Page>
  );
}
