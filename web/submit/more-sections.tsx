/** What a fleet may have besides: a budget, verifiers, the looks of its pull requests, steps, labels, teams, and who is told. */
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState, type ReactNode } from 'react';
import { defaultBudget } from '../../core/budget.ts';
import { useMe } from '../api/use-me.ts';
import { CheckField, NumberField, TextField, TypedField, useForm } from './fields.tsx';
import { linesOfVerifiers, verifiersOfLines } from './form-values.ts';
import { badLines, ListField, MapField } from './lines-field.tsx';
import { StepFields } from './step-fields.tsx';

export function MoreSections() {
  const mayVerify = useMe().data?.caller_verifiers !== false;
  return (
    <SpaceBetween size="xs">
      <More title="Budget" keys={['budget']}>
        <div className="submit-pair">
          <NumberField label="US dollars in all" path={['budget', 'fleet_usd']} placeholder="any sum" />
          <NumberField
            label="US dollars of an attempt"
            path={['budget', 'target_usd']}
            placeholder={String(defaultBudget.targetUsd)}
          />
          <NumberField label="US dollars of a heal" path={['budget', 'heal_usd']} placeholder={String(defaultBudget.healUsd)} />
        </div>
      </More>
      {mayVerify && (
        <More title="Verifiers" keys={['verifiers']}>
          <Verifiers />
        </More>
      )}
      <More title="Pull request" keys={['pull_request']}>
        <TextField
          label="Title of the pull requests"
          path={['pull_request', 'title']}
          placeholder="With {{repo}} and other variables"
        />
        <TextField label="Body of the pull requests" path={['pull_request', 'body']} rows={3} />
        <TextField label="Begin of the branches" path={['pull_request', 'branch_prefix']} placeholder="bgagent" />
        <ListField label="Labels of the pull requests" path={['pull_request', 'labels']} description="One in each line." />
        <ListField
          label="Reviewers"
          path={['pull_request', 'reviewers']}
          description="A user, or a team as OWNER/TEAM, in each line."
        />
        <CheckField label="Open them as drafts" path={['pull_request', 'draft']} />
      </More>
      <More title="Steps, heal and report" keys={['steps', 'preset', 'context', 'heal', 'pause_between', 'exclusive', 'report']}>
        <StepFields />
      </More>
      <More title="Labels" keys={['labels']}>
        <MapField
          label="Labels of the fleet"
          path={['labels']}
          placeholder="team=payments"
          description="One NAME=VALUE in each line."
        />
      </More>
      <Teams />
      <More title="Who is told" keys={['notify']}>
        <ListField
          label="Webhooks"
          path={['notify', 'webhooks']}
          description="An https URL in each line; each event of the fleet is sent to it."
        />
        <CheckField label="Tell them of the end of each target too" path={['notify', 'targets']} />
      </More>
    </SpaceBetween>
  );
}

function Teams() {
  return (
    <More title="Teams" keys={['teams']}>
      <ListField
        label="Teams of the fleet"
        path={['teams']}
        description="The name of a group in each line, as tokens have it: its members read and steer the fleet."
      />
    </More>
  );
}

interface MoreProps {
  readonly title: string;
  /** It is open where one of these is given. */
  readonly keys: readonly string[];
  readonly children: ReactNode;
}

function More({ title, keys, children }: MoreProps) {
  const { body } = useForm();
  const [isOpen] = useState(() => keys.some((key) => body[key] !== undefined));
  return (
    <ExpandableSection headerText={title} defaultExpanded={isOpen}>
      <SpaceBetween size="s">{children}</SpaceBetween>
    </ExpandableSection>
  );
}

function Verifiers() {
  const { body, edit } = useForm();
  const [bad, setBad] = useState<readonly number[]>([]);
  const shown = linesOfVerifiers(body['verifiers']);
  if (shown === undefined) return <Box color="text-body-secondary">These verifiers are edited in fleet.yaml.</Box>;
  return (
    <TypedField
      label="Commands that must end with 0 after the work"
      path={['verifiers']}
      rows={3}
      placeholder="tests=npm test"
      description="One NAME=COMMAND in each line."
      shown={shown}
      error={bad.length > 0 ? badLines(bad) : undefined}
      write={(text) => {
        const read = verifiersOfLines(text);
        setBad(read.bad);
        if (read.bad.length === 0) edit([{ path: ['verifiers'], value: read.value }]);
      }}
    />
  );
}
