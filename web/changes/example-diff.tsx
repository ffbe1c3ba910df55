/** The diff of a change, as one of its targets has it: equal for all of them, but for where in the files it is. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { ChangeGroupView } from '../../contracts/http/groups.ts';
import { DiffView } from '../diff/diff-view.tsx';
import { ReadState } from '../parts/read-state.tsx';
import { shortHash } from './change-words.ts';
import { useTargetDiff } from '../api/use-target-diff.ts';

interface Props {
  readonly fleet: FleetView;
  readonly group: ChangeGroupView;
}

export function ExampleDiff({ fleet, group }: Props) {
  const [at, setAt] = useState(0);
  const path = group.targets[at] ?? group.example;
  const read = useTargetDiff(fleet.fleet_id, { path, hash: group.hash });
  const next = group.targets[at + 1];
  const another = next !== undefined && (
    <Button
      onClick={() => {
        setAt(at + 1);
      }}
    >
      The diff of {next}
    </Button>
  );
  if (read.data === undefined && read.failure?.error.code === 'DIFF_NOT_FOUND') {
    return (
      <Alert type="info" action={another}>
        No diff of {path} is kept any more.
      </Alert>
    );
  }
  return (
    <ReadState read={read} what={`the diff of ${path}`}>
      {({ text, change }) =>
        change.hash === group.hash ? (
          <SpaceBetween size="s">
            <Box color="text-body-secondary">The diff of {path}:</Box>
            <DiffView text={text ?? ''} cut={change.cut} bytes={change.bytes} />
          </SpaceBetween>
        ) : (
          <Alert type="warning" action={another}>
            {path} has moved on: it has the change {shortHash(change.hash)} now, and not this one.
          </Alert>
        )
      }
    </ReadState>
  );
}
