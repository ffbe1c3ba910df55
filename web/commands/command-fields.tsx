/** What a person may say to a command: a reason, and what an agent is told. */
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Asked } from './asked.ts';
import { fieldsOf, type FieldName, type Given } from './given.ts';

interface Props {
  readonly fleet: FleetView;
  readonly asked: Asked;
  readonly given: Given;
  readonly problems: Partial<Record<FieldName, string>>;
  readonly onChange: (given: Given) => void;
}

interface FieldWords {
  readonly label: string;
  readonly description?: string;
  readonly isLong?: boolean;
}

const words: Readonly<Record<Exclude<FieldName, 'text' | 'from_step'>, FieldWords>> = {
  reason: { label: 'Reason', description: 'Kept in the decision log, with your name.' },
  hint: { label: 'Hint', description: 'What the agent is told besides its task.', isLong: true },
  task_description: { label: 'Task', description: 'In place of the task that it had.', isLong: true },
  agent: { label: 'Agent', description: 'The name of an agent of the workers.' },
  model: { label: 'Model' },
  max_turns: { label: 'Most turns' },
  budget_usd: { label: 'US dollars for each attempt' },
};

export function CommandFields(props: Props) {
  const { asked } = props;
  const names = fieldsOf(asked);
  const isHint = 'hint' in asked && asked.hint;
  const hasText = names.includes('text');
  return (
    <>
      {hasText && <TextField {...props} />}
      {isHint && <PlainField {...props} name="hint" />}
      <PlainField {...props} name="reason" />
      {names.includes('hint') && <OtherWords {...props} isHintAbove={isHint} />}
    </>
  );
}

type Named = Exclude<FieldName, 'text' | 'from_step'>;

function PlainField({ name, given, problems, onChange }: Props & { readonly name: Named }) {
  const { label, description, isLong } = words[name];
  const control = {
    value: given[name],
    onChange: ({ detail }: { readonly detail: { readonly value: string } }) => {
      onChange({ ...given, [name]: detail.value });
    },
  };
  return (
    <FormField
      label={
        <>
          {label} <i>- optional</i>
        </>
      }
      description={description}
      errorText={problems[name]}
    >
      {isLong ? <Textarea {...control} rows={3} /> : <Input {...control} />}
    </FormField>
  );
}

/** What the agent is told, or the answer to its question: that is what the command is about. */
function TextField({ asked, given, problems, onChange }: Props) {
  const label = asked.kind === 'answer' ? 'Answer' : 'What the agent is told';
  return (
    <FormField label={label} errorText={problems.text}>
      <Textarea
        rows={4}
        value={given.text}
        onChange={({ detail }) => {
          onChange({ ...given, text: detail.value });
        }}
      />
    </FormField>
  );
}

/** Other words for the new attempts, which few retries need. */
function OtherWords(props: Props & { readonly isHintAbove: boolean }) {
  const { isHintAbove, problems, fleet } = props;
  const names: readonly Named[] = ['task_description', 'agent', 'model', 'max_turns', 'budget_usd'];
  const hasProblem = [...names, 'hint' as const].some((name) => problems[name] !== undefined);
  return (
    <ExpandableSection headerText="Other words, agent or limits" {...(hasProblem ? { expanded: true } : {})}>
      <SpaceBetween size="s">
        {!isHintAbove && <PlainField {...props} name="hint" />}
        {fleet.steps.length > 0 && <FromStep {...props} />}
        {names.map((name) => (
          <PlainField key={name} {...props} name={name} />
        ))}
      </SpaceBetween>
    </ExpandableSection>
  );
}

function FromStep({ fleet, given, problems, onChange }: Props) {
  const ended = { value: '', label: 'The one at which each ended' };
  const options = [ended, ...fleet.steps.map(({ name }) => ({ value: name, label: name }))];
  return (
    <FormField label="Go on with the step" errorText={problems.from_step}>
      <Select
        options={options}
        selectedOption={options.find(({ value }) => value === given.from_step) ?? ended}
        onChange={({ detail }) => {
          onChange({ ...given, from_step: detail.selectedOption.value ?? '' });
        }}
      />
    </FormField>
  );
}
