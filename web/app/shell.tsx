/** The frame around each screen: top bar, navigation, messages, content, and the panel beside it. */
import AppLayout, { type AppLayoutProps } from '@cloudscape-design/components/app-layout';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import SplitPanel from '@cloudscape-design/components/split-panel';
import { useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useWaitingCount } from '../api/use-inbox.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { FlashBar } from '../frame/flashes.tsx';
import { HelpDialog } from './help-dialog.tsx';
import { links } from '../frame/links.ts';
import { Navigation } from './navigation.tsx';
import { PanelProvider, usePanelPlace } from '../frame/panel.tsx';
import { Screens } from './routes.tsx';
import { SigningIn } from './signing-in.tsx';
import { TopBar } from './top-bar.tsx';
import { useAppearance } from '../frame/use-appearance.ts';
import { useNotices } from '../frame/use-notices.ts';
import { useKeyboard } from './use-keyboard.ts';
import { useOwnLinks } from './use-own-links.ts';
import { useFocusOnContent, useScreen } from './use-screen.ts';
import { useShortcut } from '../frame/use-shortcut.ts';
import { useTab } from './use-tab.ts';

export function Shell() {
  const [isHelpOpen, setIsHelpOpen] = useState(false);
  const openHelp = () => {
    setIsHelpOpen(true);
  };
  useAppearance();
  useOwnLinks();
  useKeyboard();
  useGoTo();
  useNotices();
  useShortcut('?', 'Show the keys', openHelp);
  return (
    <PanelProvider>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <div id="top">
        <TopBar onHelp={openHelp} />
      </div>
      <Layout />
      {isHelpOpen && (
        <HelpDialog
          onClose={() => {
            setIsHelpOpen(false);
          }}
        />
      )}
    </PanelProvider>
  );
}

function useGoTo(): void {
  const [, navigate] = useLocation();
  const to = (path: string) => () => {
    navigate(path);
  };
  useShortcut('g i', 'Go to the inbox', to(links.inbox));
  useShortcut('g f', 'Go to the fleets', to(links.fleets));
  useShortcut('g s', 'Go to submit', to(links.submit()));
  useShortcut('g r', 'Go to the repositories', to(links.repos));
}

function Layout() {
  const [path] = useLocation();
  const { panel } = usePanelPlace();
  const { crumbs, title } = useScreen();
  const layout = useRef<AppLayoutProps.Ref>(null);
  useTab(title, useWaitingCount() > 0);
  useFocusOnContent();
  return (
    <AppLayout
      ref={layout}
      headerSelector="#top"
      toolsHide
      ariaLabels={{ navigation: 'Screens', navigationToggle: 'Open the navigation', navigationClose: 'Close the navigation' }}
      navigation={<Navigation onFollow={() => layout.current?.closeNavigationIfNecessary()} />}
      breadcrumbs={crumbs.length > 1 && <BreadcrumbGroup items={crumbs} ariaLabel="Way to this screen" />}
      notifications={<Messages title={title} />}
      content={
        <div id="content" tabIndex={-1}>
          <ErrorBoundary key={path}>
            <Screens />
          </ErrorBoundary>
        </div>
      }
      splitPanelOpen={panel !== undefined}
      splitPanelPreferences={{ position: 'side' }}
      onSplitPanelToggle={({ detail }) => {
        if (!detail.open) panel?.onClose();
      }}
      splitPanel={
        panel && (
          <SplitPanel header={panel.header} closeBehavior="hide" hidePreferencesButton>
            <ErrorBoundary key={panel.header}>{panel.content}</ErrorBoundary>
          </SplitPanel>
        )
      }
    />
  );
}

/** Who listens to the page hears which screen is shown; the number before its name would be heard at each change. */
function Messages({ title }: { readonly title: string }) {
  return (
    <>
      <div className="unseen" aria-live="polite">
        {title.replace(/^\(\d+\) /, '')}
      </div>
      <SigningIn />
      <FlashBar />
    </>
  );
}
