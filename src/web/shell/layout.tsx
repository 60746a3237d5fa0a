import { Center, Group, Loader, Text } from '@mantine/core';
import { Suspense } from 'react';
import { useLocation } from 'wouter';
import type { MeView } from '../../api/schemas/session.ts';
import { useShortcuts } from '../ui/shortcuts.ts';
import { AlertLine } from './alert-line.tsx';
import { KeyboardHelp } from './keyboard-help.tsx';
import classes from './layout.module.css';
import { LiveMark } from './live-mark.tsx';
import { Mark } from './mark.tsx';
import { Navigation } from './navigation.tsx';
import { PageBoundary } from './page-boundary.tsx';
import { Pages } from './pages.tsx';
import { UserMenu } from './user-menu.tsx';

/** Navigation at the side (at the bottom on a phone), what is wrong above everything, and the page. */
export function Layout({ me }: { readonly me: MeView }) {
  const [location, navigate] = useLocation();
  useShortcuts({
    '/': () => document.querySelector<HTMLElement>('[data-search]')?.focus(),
    'g i': () => navigate('/'),
    'g r': () => navigate('/refunds'),
    'g s': () => navigate('/insights'),
    'g h': () => navigate('/health'),
  });
  return (
    <div className={classes['desk']}>
      <a href="#content" className={classes['skip']}>
        Skip to the page
      </a>
      <header className={classes['top']}>
        <Brand />
        <Group gap="sm">
          <LiveMark />
          <UserMenu me={me} compact />
        </Group>
      </header>
      <aside className={classes['side']} aria-label="Recourse">
        <div className={classes['brand']}>
          <Group visibleFrom="sm">
            <Brand />
          </Group>
        </div>
        <Navigation />
        <Group visibleFrom="sm" px={10}>
          <LiveMark />
        </Group>
        <Group visibleFrom="sm" gap={0}>
          <UserMenu me={me} />
        </Group>
      </aside>
      <div>
        <AlertLine />
        <main id="content" className={classes['content']} tabIndex={-1} style={{ outline: 'none' }}>
          <PageBoundary key={location}>
            <Suspense fallback={<PageLoading />}>
              <Pages />
            </Suspense>
          </PageBoundary>
        </main>
      </div>
      <KeyboardHelp />
    </div>
  );
}

function Brand() {
  return (
    <Group gap={8}>
      <Mark size={22} />
      <Text fw={650}>Recourse</Text>
    </Group>
  );
}

function PageLoading() {
  return (
    <Center py={80}>
      <Loader size="sm" aria-label="The page is loading" />
    </Center>
  );
}
