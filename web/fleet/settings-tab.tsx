/** The settings of a fleet: those that may be changed while it goes on, and all of them as they were frozen. */
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { editableKeys } from '../../contracts/settings.ts';
import { links } from '../frame/links.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { settingWords, textOfSetting } from '../commands/setting-words.ts';

/** YAML is written by a library that few visits need. */
const FrozenSpec = lazy(async () => import('./frozen-spec.tsx'));

export function SettingsTab({ fleet }: { readonly fleet: FleetView }) {
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header
            variant="h2"
            description="These may be changed while the fleet goes on. Lowering never stops what runs."
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button href={links.submit({ from: fleet.fleet_id })}>Submit again, changed</Button>
                {fleet.actions.includes('edit') && (
                  <CommandButton fleet={fleet} asked={{ kind: 'edit' }}>
                    Change…
                  </CommandButton>
                )}
              </SpaceBetween>
            }
          >
            Settings
          </Header>
        }
      >
        <KeyValuePairs
          columns={3}
          items={editableKeys.map((key) => ({ label: capital(settingWords[key]), value: textOfSetting(fleet, key) }))}
        />
      </Container>
      <Suspense fallback={<Spinner />}>
        <FrozenSpec fleet={fleet} />
      </Suspense>
    </SpaceBetween>
  );
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
