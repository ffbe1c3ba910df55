/** What most people decide about a phase. */
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { Switch, type FieldsProps } from './phase-fields.tsx';

export function PhaseCore(fields: FieldsProps) {
  const { options, errors, onChange } = fields;
  const afterDesign = options.skipAnalyze ? 'implement' : 'analyze';
  return (
    <SpaceBetween size="m">
      <Switch
        fields={fields}
        field="autoMerge"
        label="Merge by itself"
        help={options.autoMerge ? 'On: nobody looks before the merge.' : 'Off: it waits at “Merge ready” for you.'}
      />
      <Switch
        fields={fields}
        field="skipDesign"
        label="Skip design"
        help={`Goes straight to ${afterDesign}, with the list that is there.`}
      />
      <Switch
        fields={fields}
        field="skipAnalyze"
        label="Skip analyze"
        help={options.skipDesign ? 'Goes straight to implement.' : 'Goes from the design straight to implement.'}
      />
      <FormField
        label={
          <>
            Additional context <i>– optional</i>
          </>
        }
        description="Each step and each batch is told it."
        errorText={errors.context}
      >
        <Textarea
          value={options.context}
          rows={3}
          placeholder="What is to be built, and what to take care of"
          onChange={({ detail }) => {
            onChange({ context: detail.value });
          }}
        />
      </FormField>
    </SpaceBetween>
  );
}
