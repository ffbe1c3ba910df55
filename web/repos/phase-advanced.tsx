/** What few people decide about a phase: heals, batches, files, and what it may cost. */
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { Switch, TextField, type FieldsProps } from './phase-fields.tsx';
import type { PhaseField } from './phase-options.ts';

const inside: readonly PhaseField[] = ['tasksFile', 'batchSize', 'healAttempts', 'attemptUsd', 'healUsd', 'fleetUsd'];

export function PhaseAdvanced(fields: FieldsProps) {
  const [open, setOpen] = useState(false);
  const hasProblem = inside.some((field) => fields.errors[field] !== undefined);
  return (
    <ExpandableSection
      headerText="Advanced options"
      expanded={open || hasProblem}
      onChange={({ detail }) => {
        setOpen(detail.expanded);
      }}
    >
      <SpaceBetween size="m">
        <Heals {...fields} />
        <List {...fields} />
        <div className="field-columns">
          <TextField fields={fields} field="attemptUsd" label="For an attempt, USD" isNumber />
          <TextField fields={fields} field="healUsd" label="For a heal, USD" isNumber disabled={!fields.options.heal} />
          <TextField fields={fields} field="fleetUsd" label="In all, USD" isNumber />
        </div>
      </SpaceBetween>
    </ExpandableSection>
  );
}

function Heals(fields: FieldsProps) {
  return (
    <SpaceBetween size="m">
      <Switch
        fields={fields}
        field="heal"
        label="Heal what fails"
        help="A further attempt is told the error and what is left. Where that does not help, it waits for you."
      />
      <TextField fields={fields} field="healAttempts" label="Heal attempts at most" isNumber disabled={!fields.options.heal} />
    </SpaceBetween>
  );
}

function List(fields: FieldsProps) {
  const { tasksFile } = fields.options;
  return (
    <SpaceBetween size="m">
      <TextField fields={fields} field="tasksFile" label="File with the tasks" help="Its path in the repository." />
      <TextField
        fields={fields}
        field="batchSize"
        label={`Batch size, where ${tasksFile.trim() === '' ? 'the file' : tasksFile.trim()} has no sections`}
        isNumber
      />
      <Switch
        fields={fields}
        field="pauseBetween"
        label="Pause between batches"
        help="It waits for you before each further batch."
      />
      <Switch
        fields={fields}
        field="reuseSpec"
        label="Reuse the specification"
        help="The design is skipped where the repository has a spec.md."
      />
    </SpaceBetween>
  );
}
