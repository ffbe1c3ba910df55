/** The groups of a fleet, nested as they are. Pressed, only the targets of a group are shown. */
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useState } from 'react';
import Button from '@cloudscape-design/components/button';
import type { FleetView, GroupView } from '../../contracts/http/fleet.ts';
import { markOfGroup } from '../../core/picture/status-marks.ts';
import { nameOfGroup } from '../../core/picture/parts.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { groupAtGate } from '../commands/numbers.ts';
import { StatusBar } from '../parts/status-bar.tsx';
import { allGroups } from '../words/all-groups.ts';
import { finishedOf, signs } from './group-words.ts';
import { useShowTargets } from './use-show-targets.ts';

/** So many groups are shown at first: the targets have a filter for the others. */
const mostGroups = 60;

export function GroupTree({ fleet }: { readonly fleet: FleetView }) {
  const count = allGroups(fleet.groups).length;
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole || count <= mostGroups ? fleet.groups : fleet.groups.slice(0, mostGroups);
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${count})`} description="Press one to see only its targets.">
          Groups
        </Header>
      }
    >
      <Branch fleet={fleet} groups={shown} />
      {shown.length < fleet.groups.length && (
        <Button
          variant="inline-link"
          onClick={() => {
            setWhole(true);
          }}
        >
          {`Show all ${count} groups`}
        </Button>
      )}
    </Container>
  );
}

function Branch({ fleet, groups }: { readonly fleet: FleetView; readonly groups: readonly GroupView[] }) {
  return (
    <ul className="group-tree">
      {groups.map((group) => (
        <li key={group.path}>
          <GroupRow fleet={fleet} group={group} />
          {group.groups.length > 0 && <Branch fleet={fleet} groups={group.groups} />}
        </li>
      ))}
    </ul>
  );
}

function GroupRow({ fleet, group }: { readonly fleet: FleetView; readonly group: GroupView }) {
  const { search, show } = useShowTargets();
  const { path, counts, status, approval, max_concurrency, sandbox } = group;
  const isShown = search.get('group') === path;
  const sign = signs[markOfGroup(status, counts)];
  const { finished, total } = finishedOf(counts);
  const mayApprove = groupAtGate(fleet)?.path === path && fleet.actions.includes('continue');
  return (
    <div className="group-row">
      <button
        type="button"
        className="fleet-chip"
        aria-pressed={isShown}
        title={plainLine(path)}
        onClick={() => {
          show({ group: isShown ? null : path });
        }}
      >
        <span className={`group-sign ${sign.tone}`} role="img" aria-label={sign.says}>
          {sign.sign}
        </span>{' '}
        {plainLine(nameOfGroup(path))}
      </button>
      <span className="group-notes">
        {max_concurrency !== null && (
          <Box variant="small" color="text-body-secondary">
            {max_concurrency} at once
          </Box>
        )}
        {sandbox === 'shared' && (
          <Box variant="small" color="text-body-secondary">
            one sandbox
          </Box>
        )}
        {approval === 'required' && counts.PENDING > 0 && <Badge color="severity-medium">needs approval</Badge>}
        {mayApprove && (
          <CommandButton fleet={fleet} asked={{ kind: 'continue' }} variant="inline-link" ariaLabel={`Approve the group ${path}`}>
            Approve group
          </CommandButton>
        )}
      </span>
      <StatusBar counts={counts} label={path} />
      <span className="group-tally">
        {finished}/{total}
      </span>
    </div>
  );
}
