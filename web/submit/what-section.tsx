/** What is to be done: the work in words for an agent, or a command; and who does it. */
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { MeView, WorkflowView } from '../../contracts/http/service-operations.ts';
import { fleetDefaultWorkflow } from '../../contracts/workflows.ts';
import { useMe, useWorkflows } from '../api/use-me.ts';
import { ChoiceField, TextField, useForm } from './fields.tsx';
import { textAt } from './fleet-document.ts';
import { MapField } from './lines-field.tsx';

export function WhatSection() {
  const { body } = useForm();
  const workflows = useWorkflows().data;
  const agents = useMe().data?.agents;
  const chosen = workflows?.find(({ id }) => id === textAt(body, ['workflow_ref']).split('@')[0]);
  return (
    <SpaceBetween size="s">
      <Header variant="h3">What is to be done</Header>
      <TextField label="Title" path={['title']} placeholder="The first line of the task, if it is left empty" />
      {workflows === undefined ? (
        <TextField label="Workflow" path={['workflow_ref']} placeholder={fleetDefaultWorkflow} />
      ) : (
        <ChoiceField label="Workflow" path={['workflow_ref']} options={optionsOf(workflows)} />
      )}
      {chosen?.shell === true ? (
        <TextField
          label="Command"
          path={['params', 'command']}
          rows={3}
          description="Runs with sh in each repository. Values of vars and params are variables of its environment."
        />
      ) : (
        <TextField
          label="Task"
          path={['task_description']}
          rows={5}
          description="What the agent does in each repository. {{repo}} and other variables stand for what differs."
        />
      )}
      {chosen?.agent !== false && <AgentFields agents={agents ?? null} />}
      <MapField
        label="Parameters"
        path={['params']}
        hidden={chosen?.shell === true ? ['command'] : []}
        description="One NAME=VALUE in each line, the same for all targets."
      />
    </SpaceBetween>
  );
}

/** Only what the settings of the service allow. */
const optionsOf = (workflows: readonly WorkflowView[]) => [
  { value: '', label: 'Usual', description: fleetDefaultWorkflow },
  ...workflows
    .filter(({ available, needs_repo: needsRepo }) => available && needsRepo)
    .map(({ id, ...more }) => ({ value: id, label: id, description: describe(more) })),
];

function describe({ shell, agent, read_only: readOnly, merges, needs_one_of: needs }: Omit<WorkflowView, 'id'>): string {
  const who = shell ? 'Runs your command' : merges ? 'Merges the pull request' : agent ? 'An agent works' : 'No agent works';
  const needed = needs.length === 0 ? '' : `, needs ${needs.join(' or ')}`;
  return `${who}${readOnly ? ', changes nothing' : ''}${needed}`;
}

function AgentFields({ agents }: { readonly agents: MeView['agents'] }) {
  const { body } = useForm();
  if (agents === null) {
    return (
      <div className="submit-pair">
        <TextField label="Agent" path={['agent']} placeholder="The default of the worker" />
        <TextField label="Model" path={['model']} placeholder="The default of the agent" />
      </div>
    );
  }
  const models = agents[textAt(body, ['agent'])];
  return (
    <div className="submit-pair">
      <ChoiceField
        label="Agent"
        path={['agent']}
        options={[
          { value: '', label: 'Default of the worker' },
          ...Object.keys(agents).map((name) => ({ value: name, label: name })),
        ]}
      />
      {models == null ? (
        <TextField label="Model" path={['model']} placeholder="The default of the agent" />
      ) : (
        <ChoiceField
          label="Model"
          path={['model']}
          options={[{ value: '', label: 'Default of the agent' }, ...models.map((name) => ({ value: name, label: name }))]}
        />
      )}
    </div>
  );
}
