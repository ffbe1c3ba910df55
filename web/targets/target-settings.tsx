/** What a target was made with, and how to find it elsewhere. */
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import type { AttemptView, TargetView } from '../../contracts/http/fleet.ts';
import { links } from '../frame/links.ts';
import { allGroups } from '../words/all-groups.ts';
import { Copied } from './target-facts.tsx';
import type { OfTarget } from './of-target.ts';

interface Props extends OfTarget {
  readonly attempt: AttemptView | undefined;
}

export function TargetSettings({ fleet, target, attempt }: Props) {
  const copied = (text: string | null | undefined, what: string) => (text == null ? 'none' : <Copied text={text} what={what} />);
  return (
    <KeyValuePairs
      columns={1}
      items={[
        { label: 'Task', value: copied(attempt?.task_id, 'id of the task') },
        { label: 'Session of the agent', value: copied(attempt?.session_id, 'session of the agent') },
        { label: 'Commit', value: copied(attempt?.commit, 'commit') },
        { label: 'Number', value: String(target.ordinal) },
        { label: 'Workflow', value: fleet.workflow_ref },
        { label: 'Values', value: <Values values={target.vars} /> },
        { label: 'Depends on', value: <Dependencies {...{ fleet, target }} /> },
        { label: 'Passes on', value: <Values values={target.result ?? {}} /> },
        { label: 'Verifiers', value: <Verifiers verifiers={fleet.verifiers} /> },
      ]}
    />
  );
}

function Values({ values }: { readonly values: TargetView['vars'] }) {
  const entries = Object.entries(values);
  if (entries.length === 0) return <>none</>;
  return (
    <ul className="plain-list">
      {entries.map(([name, value]) => (
        <li key={name}>
          <code>{name}</code>: {String(value)}
        </li>
      ))}
    </ul>
  );
}

function Dependencies({ fleet, target: { depends_on } }: OfTarget) {
  if (depends_on.length === 0) return <>none</>;
  const groups = new Set(allGroups(fleet.groups).map(({ path }) => path));
  return (
    <ul className="plain-list">
      {depends_on.map(({ path, optional }) => {
        const href = links.fleet(fleet.fleet_id, groups.has(path) ? { group: path } : { target: path });
        return (
          <li key={path}>
            <Link href={href}>{path}</Link>
            {optional && ', however it ends'}
          </li>
        );
      })}
    </ul>
  );
}

function Verifiers({ verifiers }: Pick<OfTarget['fleet'], 'verifiers'>) {
  if (verifiers.length === 0) return <>none of the fleet</>;
  return (
    <ul className="plain-list">
      {verifiers.map(({ name, command }) => (
        <li key={name}>
          {name}: <Box variant="code">{command.join(' ')}</Box>
        </li>
      ))}
    </ul>
  );
}
