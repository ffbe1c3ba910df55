/** What the page is like in this browser. */
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { appearance, appearances, appearanceWords, letterKeys, notices } from '../frame/preferences.ts';
import { noticesArePossible } from '../frame/use-notices.ts';
import { useCell } from '../frame/use-cell.ts';

export function BrowserSettings() {
  return (
    <Container header={<Header variant="h2">In this browser</Header>}>
      <SpaceBetween size="m">
        <AppearanceField />
        <KeysField />
        <NoticesField />
      </SpaceBetween>
    </Container>
  );
}

const options = appearances.map((value) => ({ value, label: appearanceWords[value] }));

function AppearanceField() {
  const chosen = useCell(appearance);
  return (
    <FormField label="Appearance">
      <Select
        options={options}
        selectedOption={{ value: chosen, label: appearanceWords[chosen] }}
        onChange={({ detail }) => {
          appearance.set(appearances.find((each) => each === detail.selectedOption.value) ?? 'system');
        }}
      />
    </FormField>
  );
}

function KeysField() {
  return (
    <Checkbox
      checked={useCell(letterKeys) === 'on'}
      description="Press ? to see which. Switch them off if you dictate, or if they come in your way; Esc, Enter and Tab stay."
      onChange={({ detail }) => {
        letterKeys.set(detail.checked ? 'on' : 'off');
      }}
    >
      Single letters and signs as shortcuts
    </Checkbox>
  );
}

function NoticesField() {
  const [refused, setRefused] = useState(false);
  const isOn = useCell(notices) === 'on';
  const isPossible = noticesArePossible();
  const choose = async (wanted: boolean) => {
    const permission = wanted ? await Notification.requestPermission() : 'granted';
    setRefused(permission !== 'granted');
    notices.set(wanted && permission === 'granted' ? 'on' : 'off');
  };
  return (
    <FormField errorText={refused ? 'This browser does not allow messages of this page: allow them in its settings.' : ''}>
      <Checkbox
        checked={isOn && isPossible}
        disabled={!isPossible}
        description="Only while a tab of this page is open. With this, a hidden tab asks for your fleets each 30 seconds; without it, it asks for nothing."
        onChange={({ detail }) => {
          void choose(detail.checked);
        }}
      >
        Messages of this browser when a fleet of mine waits or ends
      </Checkbox>
    </FormField>
  );
}
