/** The frame around each screen: top bar, navigation, messages, content, and the panel beside it. */
import AppLayout from '@cloudscape-design/components/app-layout';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import SplitPanel from '@cloudscape-design/components/split-panel';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { useLocation } from 'wouter';
import { FlashBar } from './flashes.tsx';
import { links } from './links.ts';
import { PanelProvider, usePanelPlace } from './panel.tsx';
import { Screens } from './routes.tsx';

const entries = [
  { text: 'Inbox', href: links.inbox },
  { text: 'Fleets', href: links.fleets },
  { text: 'Submit', href: links.submit() },
  { text: 'Repositories', href: links.repos },
  { text: 'Settings', href: links.settings },
];

export function Shell() {
  return (
    <PanelProvider>
      <a className="skip-link" href="#content">
        Skip to the content
      </a>
      <div id="top">
        <TopNavigation identity={{ href: links.fleets, title: 'bgagent' }} utilities={[]} />
      </div>
      <Layout />
    </PanelProvider>
  );
}

function Layout() {
  const [path, navigate] = useLocation();
  const { panel } = usePanelPlace();
  return (
    <AppLayout
      headerSelector="#top"
      toolsHide
      navigation={
        <SideNavigation
          activeHref={entries.find(({ href }) => path.startsWith(href))?.href ?? links.fleets}
          items={entries.map((entry) => ({ type: 'link', ...entry }))}
          onFollow={(event) => {
            event.preventDefault();
            navigate(event.detail.href);
          }}
        />
      }
      notifications={<FlashBar />}
      content={
        <main id="content">
          <Screens />
        </main>
      }
      splitPanelOpen={panel !== undefined}
      splitPanelPreferences={{ position: 'side' }}
      onSplitPanelToggle={({ detail }) => {
        if (!detail.open) panel?.onClose();
      }}
      splitPanel={
        panel && (
          <SplitPanel header={panel.header} closeBehavior="hide" hidePreferencesButton>
            {panel.content}
          </SplitPanel>
        )
      }
    />
  );
}
