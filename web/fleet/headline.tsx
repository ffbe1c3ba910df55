/** The headline of a fleet: what it is, how it stands, and the commands that it accepts. */
import Badge from '@cloudscape-design/components/badge';
import ButtonDropdown, { type ButtonDropdownProps } from '@cloudscape-design/components/button-dropdown';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useRef } from 'react';
import { useLocation } from 'wouter';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { links } from '../frame/links.ts';
import { useShortcut } from '../frame/use-shortcut.ts';
import { useAsk, useCommandsOff } from '../commands/ask.tsx';
import { CommandButton } from '../commands/command-button.tsx';
import { Ago } from '../parts/ago.tsx';
import { FleetStatusWord } from '../parts/status-word.tsx';
import { headlineActions, type Actions, type Offer } from './headline-actions.ts';

export function Headline({ fleet }: { readonly fleet: FleetView }) {
  const actions = headlineActions(fleet);
  return (
    <Header
      variant="h1"
      info={<FleetStatusWord status={fleet.status} />}
      description={<WhatItIs fleet={fleet} />}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          {actions.buttons.map(({ id, label, asked, primary }) => (
            <CommandButton key={id} fleet={fleet} asked={asked} variant={primary ? 'primary' : 'normal'}>
              {label.replace('…', '')}
            </CommandButton>
          ))}
          <Menu fleet={fleet} actions={actions} />
        </SpaceBetween>
      }
    >
      {plainLine(fleet.title)}
    </Header>
  );
}

function WhatItIs({ fleet }: { readonly fleet: FleetView }) {
  const { fleet_id, owner, workflow_ref, agent, started_at, created_at, finished_at, generation, retry_of, labels, teams } =
    fleet;
  return (
    <div className="fleet-facts">
      <CopyToClipboard
        variant="inline"
        textToCopy={fleet_id}
        copyButtonAriaLabel="Copy the id"
        copySuccessText="Copied"
        copyErrorText="This browser did not let it be copied"
      />
      <span>{plainLine(owner)}</span>
      <span>
        {workflow_ref}
        {agent !== null && ` with ${agent}`}
      </span>
      {started_at === null ? (
        <span>
          submitted <Ago at={created_at} />
        </span>
      ) : (
        <span>
          started <Ago at={started_at} />
        </span>
      )}
      {finished_at !== null && (
        <span>
          ended <Ago at={finished_at} />
        </span>
      )}
      {generation > 1 && <span>generation {generation}</span>}
      {retry_of !== null && (
        <span>
          retry of <Link href={links.fleet(retry_of)}>{retry_of}</Link>
        </span>
      )}
      {teams.map((team) => (
        <Badge key={team} color="blue">
          {plainLine(`team ${team}`)}
        </Badge>
      ))}
      {Object.entries(labels).map(([name, value]) => (
        <Badge key={name}>{plainLine(`${name}: ${value}`)}</Badge>
      ))}
    </div>
  );
}

const again = { id: 'again', text: 'Submit again, changed' };

function Menu({ fleet, actions }: { readonly fleet: FleetView; readonly actions: Actions }) {
  const ask = useAsk();
  const off = useCommandsOff();
  const [, navigate] = useLocation();
  const menu = useRef<ButtonDropdownProps.Ref>(null);
  const offers = [...actions.menu, ...actions.destructive];
  const run = (id: string): void => {
    const offer = offers.find((each) => each.id === id);
    if (offer !== undefined) ask(fleet, offer.asked);
    else navigate(links.submit({ from: fleet.fleet_id }));
  };
  const key = (id: string) =>
    !off && offers.some((each) => each.id === id)
      ? () => {
          run(id);
        }
      : undefined;
  useShortcut('p', 'Pause the fleet', key('pause'));
  useShortcut('c', 'Continue the fleet', key('continue'));
  useShortcut('r', 'Retry what failed', key('retry-failed'));
  useShortcut('.', 'Open the actions', () => {
    menu.current?.focus();
    if (document.activeElement instanceof HTMLElement) document.activeElement.click();
  });
  const itemsOf = (list: readonly Offer[]) => list.map(({ id, label }) => ({ id, text: label, disabled: off }));
  return (
    <ButtonDropdown
      ref={menu}
      expandToViewport
      items={[
        ...itemsOf(actions.menu),
        again,
        ...(actions.destructive.length === 0 ? [] : [{ id: 'end', text: 'End it', items: itemsOf(actions.destructive) }]),
      ]}
      onItemClick={({ detail }) => {
        run(detail.id);
      }}
    >
      Actions
    </ButtonDropdown>
  );
}
