import { Paper, Tabs, VisuallyHidden } from '@mantine/core';
import type { Subject } from '../subject.ts';
import { MoneyPanel } from './money-panel.tsx';
import { RelatedPanel } from './related-panel.tsx';
import { TimeLinePanel } from './time-line-panel.tsx';

/** What happened, what it did to the money, and what else there is of this customer. */
export function SidePanel({ subject }: { readonly subject: Subject }) {
  return (
    <Paper withBorder p="md" component="section" aria-label="What happened, and what else there is">
      <VisuallyHidden component="h2">What happened, and what else there is</VisuallyHidden>
      <Tabs defaultValue="time" keepMounted={false}>
        <Tabs.List mb="md" grow>
          <Tabs.Tab value="time">Time line</Tabs.Tab>
          <Tabs.Tab value="money">Money</Tabs.Tab>
          <Tabs.Tab value="related">Related</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="time">
          <TimeLinePanel subject={subject} />
        </Tabs.Panel>
        <Tabs.Panel value="money">
          <MoneyPanel subject={subject} />
        </Tabs.Panel>
        <Tabs.Panel value="related">
          <RelatedPanel subject={subject} />
        </Tabs.Panel>
      </Tabs>
    </Paper>
  );
}
