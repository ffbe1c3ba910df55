/** Changes settings of a fleet that goes on: field by field, what is now and what will be. Only what was changed is sent. */
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { CliLine } from '../parts/cli-line.tsx';
import type { AskedOf } from './asked.ts';
import { budgetForRest } from './budget-for-rest.ts';
import { DialogFrame } from './dialog-frame.tsx';
import { changedFields, editOnCli, editProblems, editRequest, formOf, type EditField, type EditForm } from './edit-form.ts';
import { useCommand } from './use-command.ts';

interface Props {
  readonly fleet: FleetView;
  readonly asked: AskedOf<'edit'>;
  readonly onClose: () => void;
}

const words: Readonly<Record<EditField, { readonly label: string; readonly description?: string }>> = {
  title: { label: 'Title' },
  max_concurrency: { label: 'Targets at once', description: 'Lowering never stops what runs.' },
  launches_per_minute: { label: 'Launches per minute', description: 'Empty: no limit.' },
  threshold_percent: { label: 'Stop when more than so many percent failed', description: 'Empty: no such limit.' },
  threshold_count: { label: 'Stop when so many failed', description: 'Empty: no such limit.' },
  action: { label: 'Then' },
  fleet_usd: { label: 'Budget of the fleet in US dollars', description: 'Empty: any sum. It continues nothing by itself.' },
  target_usd: { label: 'US dollars that one attempt may cost' },
  labels: { label: 'Labels', description: 'One a line: key=value.' },
};

const fieldsOf = { budget: ['fleet_usd', 'target_usd'], failure: ['threshold_percent', 'threshold_count', 'action'] } as const;
const allFields: readonly EditField[] = [
  ...(['max_concurrency', 'launches_per_minute'] as const),
  ...fieldsOf.failure,
  ...fieldsOf.budget,
  ...(['title', 'labels'] as const),
];

export function EditDialog({ fleet, asked, onClose }: Props) {
  // Only what the person has changed: the rest is as the fleet is, also after somebody else has changed it.
  const [written, setWritten] = useState(() => suggested(fleet, asked));
  const [reason, setReason] = useState('');
  const command = useCommand({ fleet, asked, onClose });
  const form = { ...formOf(command.fleet), ...written };
  const changes = changedFields(command.fleet, form);
  const problems = editProblems(command.fleet, form);
  const isPossible = command.fleet.actions.includes('edit');
  return (
    <DialogFrame
      title="Change the limits of the fleet?"
      confirm={changes.length === 0 ? 'Nothing changed yet' : `Change ${changes.length}`}
      dismiss="Not now"
      command={command}
      isReady={isPossible && changes.length > 0 && Object.keys(problems).length === 0}
      onClose={onClose}
      onConfirm={() => {
        void command.send([editRequest(command.fleet, form, reason)]);
      }}
    >
      {!isPossible && <strong>The fleet does not accept this now.</strong>}
      {(asked.of === undefined ? allFields : fieldsOf[asked.of]).map((field) => (
        <EditedField
          key={field}
          field={field}
          form={form}
          problem={problems[field]}
          before={changes.find((change) => change.field === field)?.before}
          onChange={(value) => {
            setWritten({ ...written, [field]: value });
          }}
        />
      ))}
      <FormField
        label={
          <>
            Reason <i>- optional</i>
          </>
        }
        description="Kept in the decision log, with your name."
      >
        <Input
          value={reason}
          onChange={({ detail }) => {
            setReason(detail.value);
          }}
        />
      </FormField>
      <CliLine line={editOnCli(command.fleet, form, reason)} />
    </DialogFrame>
  );
}

/** A budget that would do is offered where the fleet has used up its own. */
function suggested(fleet: FleetView, { of }: AskedOf<'edit'>): Partial<EditForm> {
  const enough = of === 'budget' ? budgetForRest(fleet) : undefined;
  return enough === undefined ? {} : { fleet_usd: String(enough) };
}

interface FieldProps {
  readonly field: EditField;
  readonly form: EditForm;
  readonly problem: string | undefined;
  /** What is now; undefined: it was not changed. */
  readonly before: string | undefined;
  readonly onChange: (value: string) => void;
}

const actions = [
  { value: 'pause', label: 'pause, and wait for a person' },
  { value: 'abort', label: 'abort: what waits never starts' },
];

function EditedField({ field, form, problem, before, onChange }: FieldProps) {
  const control = {
    value: form[field],
    onChange: ({ detail }: { readonly detail: { readonly value: string } }) => {
      onChange(detail.value);
    },
  };
  return (
    <FormField {...words[field]} errorText={problem} constraintText={before === undefined ? undefined : <Before text={before} />}>
      {field === 'action' ? (
        <Select
          options={actions}
          selectedOption={actions.find(({ value }) => value === form.action) ?? null}
          onChange={({ detail }) => {
            onChange(detail.selectedOption.value ?? 'pause');
          }}
        />
      ) : field === 'labels' ? (
        <Textarea {...control} rows={3} />
      ) : (
        <Input {...control} />
      )}
    </FormField>
  );
}

function Before({ text }: { readonly text: string }) {
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      <span>It is now:</span>
      <Box variant="code">{text === '' ? 'not set' : text}</Box>
    </SpaceBetween>
  );
}
