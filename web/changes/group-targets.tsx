/** The targets that have a change, as links: the first ones at once, the others when they are asked for. */
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { ChangeGroupView } from '../../contracts/http/groups.ts';
import { ReadState } from '../parts/read-state.tsx';
import { useTargetHref } from '../parts/use-target-href.ts';
import { useTargetsOfChange } from './use-targets-of-change.ts';

interface Props {
  readonly fleet: FleetView;
  readonly group: ChangeGroupView;
}

export function GroupTargets({ fleet, group }: Props) {
  const [all, setAll] = useState(false);
  const { targets, count } = group;
  if (all) {
    return (
      <ul className="change-targets" aria-label="Targets with this change">
        <TargetPage fleet={fleet} group={group} />
      </ul>
    );
  }
  return (
    <Box>
      <ul className="change-targets" aria-label="Targets with this change">
        <Targets paths={targets} />
        {count > targets.length && (
          <li>
            <Button
              variant="inline-link"
              onClick={() => {
                setAll(true);
              }}
            >
              {count - targets.length} more
            </Button>
          </li>
        )}
      </ul>
    </Box>
  );
}

function Targets({ paths }: { readonly paths: readonly string[] }) {
  const hrefOf = useTargetHref();
  return paths.map((path) => (
    <li key={path}>
      <Link href={hrefOf(path)}>{path}</Link>
    </li>
  ));
}

/** A page of them, and behind it the next one. */
function TargetPage({ fleet, group, token }: Props & { readonly token?: string }) {
  const [isNext, setNext] = useState(false);
  const read = useTargetsOfChange(fleet, group, token);
  return (
    <ReadState read={read} what="the targets">
      {({ items, next }) => (
        <>
          <Targets paths={items.map(({ path }) => path)} />
          {next !== null && !isNext && (
            <li>
              <Button
                variant="inline-link"
                onClick={() => {
                  setNext(true);
                }}
              >
                More of them
              </Button>
            </li>
          )}
          {next !== null && isNext && <TargetPage fleet={fleet} group={group} token={next} />}
        </>
      )}
    </ReadState>
  );
}
