/** Why targets failed: one entry for each reason, the most frequent first, with what helps for all of its targets. */
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { FailureGroupView } from '../../contracts/http/groups.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { plural } from '../../core/text/plural.ts';
import { CommandButton } from '../commands/command-button.tsx';
import { numbersOf } from '../commands/numbers.ts';
import { ReadState } from '../parts/read-state.tsx';
import { useTargetHref } from '../parts/use-target-href.ts';
import { evidenceLine, whoseMove } from './failure-words.ts';
import { useFailures } from './use-failures.ts';
import { useShowTargets } from './use-show-targets.ts';

const few = 5;
const many = 1_000;

export function FailuresPanel({ fleet }: { readonly fleet: FleetView }) {
  const [most, setMost] = useState(few);
  const failures = useFailures(fleet, most);
  const { failed } = numbersOf(fleet);
  return (
    <Container
      header={
        <Header variant="h2" counter={`(${failed})`} description={causesText(failures.data?.count)}>
          Why they failed
        </Header>
      }
    >
      <ReadState read={failures} what="the failures">
        {({ groups, count }) => (
          <SpaceBetween size="m">
            {groups.map((group) => (
              <Cause key={group.signature} fleet={fleet} group={group} />
            ))}
            {groups.length < count && (
              <Button
                variant="inline-link"
                onClick={() => {
                  setMost(many);
                }}
              >
                {`Show all ${count} causes`}
              </Button>
            )}
          </SpaceBetween>
        )}
      </ReadState>
    </Container>
  );
}

const causesText = (count: number | undefined): string =>
  count === undefined ? 'The most frequent first' : `${plural(count, 'cause')}${count > 1 ? ', the most frequent first' : ''}`;

function Cause({ fleet, group }: { readonly fleet: FleetView; readonly group: FailureGroupView }) {
  const { signature, count, summary, retryable } = group;
  const evidence = evidenceLine(group);
  const asked = { kind: 'retry', failureGroup: { signature, count, headline: summary } } as const;
  return (
    <article className="cause" aria-label={plainLine(summary)}>
      <div>
        <Badge color="severity-high">{`${count} × ${group.class}`}</Badge> <b>{plainLine(summary)}</b>
        {evidence !== undefined && (
          <div className="cause-evidence">
            <Box variant="code">{evidence}</Box>
          </div>
        )}
        <Box color="text-body-secondary">
          {whoseMove[group.by]}
          {retryable ? '' : ' The same attempt would fail again.'}
        </Box>
        <CauseTargets group={group} />
      </div>
      {fleet.actions.includes('retry') && (
        <SpaceBetween direction="horizontal" size="xs">
          <CommandButton
            fleet={fleet}
            asked={asked}
            ariaLabel={`Retry ${count === 1 ? 'it' : `these ${count}`}: ${plainLine(summary)}`}
          >
            {count === 1 ? 'Retry it' : `Retry these ${count}`}
          </CommandButton>
          <CommandButton
            fleet={fleet}
            asked={{ ...asked, hint: true }}
            variant="link"
            ariaLabel={`Retry with a hint: ${plainLine(summary)}`}
          >
            with a hint…
          </CommandButton>
        </SpaceBetween>
      )}
    </article>
  );
}

function CauseTargets({ group: { targets, count, signature } }: { readonly group: FailureGroupView }) {
  const hrefOf = useTargetHref();
  const { show } = useShowTargets();
  const shown = targets.slice(0, 5);
  return (
    <div className="cause-targets">
      {shown.map((path) => (
        <Link key={path} href={hrefOf(path)}>
          {plainLine(path)}
        </Link>
      ))}
      {count > shown.length && (
        <Button
          variant="inline-link"
          onClick={() => {
            show({ failure_group: signature });
          }}
        >
          {`all ${count}`}
        </Button>
      )}
    </div>
  );
}
