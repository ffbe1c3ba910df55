/** The tasks that each target takes one after the other: the preset in fields; steps of one's own, and a report, in fleet.yaml. */
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { plural } from '../../core/text/plural.ts';
import { CheckField, ChoiceField, NumberField, TextField, useForm } from './fields.tsx';
import { listAt, valueAt } from './fleet-document.ts';

export function StepFields() {
  const { body } = useForm();
  const steps = listAt(body, ['steps']);
  const hasPreset = valueAt(body, ['preset', 'name']) !== undefined;
  return (
    <SpaceBetween size="s">
      {steps.length > 0 && (
        <Box color="text-body-secondary">{plural(steps.length, 'step')} of each target: edited in fleet.yaml.</Box>
      )}
      <CheckField
        label="In phases: design, analyze, implement in batches, verify, merge"
        path={['preset', 'name']}
        on="phases"
        description="What is to be done is said below, as context."
      />
      {hasPreset && <PresetFields />}
      <TextField label="Context" path={['context']} rows={3} description="Text that each step is told." />
      <div className="submit-pair">
        <ChoiceField
          label="Waits for a person"
          path={['pause_between']}
          options={[
            { value: '', label: 'where a step says so' },
            { value: 'steps', label: 'before each further step' },
            { value: 'batches', label: 'before each further batch' },
          ]}
        />
        <NumberField label="Heals after a failure" path={['heal', 'max_attempts']} placeholder="none" />
        <ChoiceField
          label="If a heal did not help"
          path={['heal', 'on_failure']}
          options={[
            { value: '', label: 'the others go on' },
            { value: 'pause', label: 'the fleet pauses' },
          ]}
        />
      </div>
      <CheckField label="No other exclusive fleet may work on these repositories" path={['exclusive']} />
      <Box color="text-body-secondary">
        {body['report'] == null ? 'A report, an answer in the form of a JSON Schema,' : 'The schema of the report'} is edited in
        fleet.yaml, as report.schema.
      </Box>
    </SpaceBetween>
  );
}

function PresetFields() {
  return (
    <SpaceBetween size="s">
      <CheckField label="Skip the design" path={['preset', 'skip_design']} />
      <CheckField label="Skip the analysis" path={['preset', 'skip_analyze']} />
      <CheckField label="No design where there is a spec.md" path={['preset', 'reuse_spec']} />
      <CheckField label="Merge without waiting for a person" path={['preset', 'auto_merge']} />
      <CheckField label="Wait for a person between batches" path={['preset', 'pause_between_batches']} />
      <div className="submit-pair">
        <NumberField label="Tasks of a batch" path={['preset', 'batch_size']} placeholder="15" />
        <TextField label="List of tasks" path={['preset', 'tasks_file']} placeholder="tasks.md" />
      </div>
    </SpaceBetween>
  );
}
