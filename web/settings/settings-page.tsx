/** Who looks at the page, where it runs, and what it is like in this browser. */
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { MeView } from '../../contracts/http/service-operations.ts';
import { usePlace } from '../api/use-config.ts';
import { useMe } from '../api/use-me.ts';
import { useSignOut } from '../frame/use-sign-out.ts';
import { Facts } from '../parts/facts.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { BrowserSettings } from './browser-settings.tsx';
import { agentRows, limitRows } from './me-rows.ts';

export function SettingsPage() {
  const me = useMe();
  const signOut = useSignOut();
  return (
    <ContentLayout header={<Header variant="h1">Settings</Header>}>
      <SpaceBetween size="l">
        <BrowserSettings />
        <ReadState read={me} what="the settings of the service">
          {(data) => <Service me={data} />}
        </ReadState>
        <Button onClick={signOut}>Sign out in this browser</Button>
      </SpaceBetween>
    </ContentLayout>
  );
}

function Service({ me }: { readonly me: MeView }) {
  const place = usePlace() ?? 'not known';
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">You</Header>}>
        <Facts
          rows={[
            { name: 'User', value: me.user },
            {
              name: 'Rights',
              value: me.operator ? 'Operator: the fleets of all users, and the repositories' : 'Your own fleets',
            },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">Where it runs</Header>}>
        <Facts
          rows={[
            { name: 'Place', value: place },
            { name: 'Address of the API', value: `${location.origin}/v1` },
            { name: 'Version of the API', value: me.version },
          ]}
        />
      </Container>
      <Container header={<Header variant="h2">Agents</Header>}>
        <Facts rows={agentRows(me)} />
      </Container>
      <Container header={<Header variant="h2">Limits</Header>}>
        <Facts rows={limitRows(me)} />
      </Container>
    </SpaceBetween>
  );
}
