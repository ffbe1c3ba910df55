/** How careful the fleet is: three choices, and every setting behind them. */
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { defaultPolicy } from '../../core/failure-policy.ts';
import { defaultSettings } from '../../core/settings.ts';
import { CheckField, ChoiceField, NumberField, useForm } from './fields.tsx';
import { carefulness, carefulnessOf, carefulnessWords, editsOf } from './presets.ts';

export function CarefulSection() {
  const { body, edit } = useForm();
  const chosen = carefulnessOf(body);
  return (
    <SpaceBetween size="s">
      <Header variant="h3">How careful</Header>
      <FormField label="Begin with" stretch>
        <RadioGroup
          value={chosen ?? 'own'}
          items={[
            ...carefulness.map((value) => ({
              value,
              label: carefulnessWords[value].name,
              description: carefulnessWords[value].what,
            })),
            ...(chosen === undefined ? [{ value: 'own', label: 'Settings of your own', description: 'As below.' }] : []),
          ]}
          onChange={({ detail }) => {
            const next = carefulness.find((name) => name === detail.value);
            if (next !== undefined) edit(editsOf(next));
          }}
        />
      </FormField>
      <CheckField label="Start nothing before a person approves it" path={['require_approval']} />
      <CheckField label="A person looks at each change before its pull request is opened" path={['publish']} on="review" />
      <ExpandableSection headerText="Every setting">
        <SpaceBetween size="s">
          <PaceFields />
          <FailureFields />
        </SpaceBetween>
      </ExpandableSection>
    </SpaceBetween>
  );
}

function PaceFields() {
  return (
    <div className="submit-pair">
      <NumberField label="At a time" path={['max_concurrency']} placeholder={String(defaultSettings.maxConcurrency)} />
      <NumberField
        label="Canary"
        path={['canary', 'count']}
        placeholder="none"
        description="The first targets run alone, then it waits for you."
      />
      <NumberField label="Starts per minute" path={['launches_per_minute']} placeholder="any number" />
      <NumberField label="Groups at a time" path={['max_concurrent_groups']} placeholder="any number" />
      <NumberField label="Ramp: begin with" path={['ramp', 'start']} placeholder="no ramp" />
      <NumberField label="Ramp: times" path={['ramp', 'factor']} placeholder="no ramp" />
      <NumberField label="Automatic retries" path={['auto_retry', 'max']} placeholder={String(defaultSettings.autoRetryMax)} />
      <NumberField label="Longest attempt, in seconds" path={['timeout_s']} placeholder={String(defaultSettings.timeoutS)} />
      <NumberField label="Turns of an attempt" path={['max_turns']} placeholder="any number" />
    </div>
  );
}

function FailureFields() {
  const { body, edit } = useForm();
  const never = body['failure'] === null;
  return (
    <SpaceBetween size="s">
      <FormField label="When too much fails" stretch>
        <RadioGroup
          value={never ? 'never' : 'stops'}
          items={[
            { value: 'stops', label: 'It launches nothing more' },
            { value: 'never', label: 'Failures never stop it' },
          ]}
          onChange={({ detail }) => {
            edit([{ path: ['failure'], value: detail.value === 'never' ? null : undefined }]);
          }}
        />
      </FormField>
      {!never && (
        <div className="submit-pair">
          <NumberField
            label="More than so many percent"
            path={['failure', 'threshold_percent']}
            placeholder={String(defaultPolicy.thresholdPercent ?? '')}
          />
          <NumberField label="So many failures" path={['failure', 'threshold_count']} placeholder="no such limit" />
          <ChoiceField
            label="Percent of"
            path={['failure', 'of']}
            options={[
              { value: '', label: 'what finished' },
              { value: 'total', label: 'all' },
            ]}
          />
          <NumberField label="Once so many have finished" path={['failure', 'min_finished']} placeholder="3" />
          <NumberField
            label="The first so many fail in one way"
            path={['failure', 'uniform_early_failure']}
            placeholder={String(defaultPolicy.uniformEarlyFailure)}
          />
          <ChoiceField
            label="Counts"
            path={['failure', 'unit']}
            options={[
              { value: '', label: 'targets' },
              { value: 'group', label: 'groups' },
            ]}
          />
          <ChoiceField
            label="Then it"
            path={['failure', 'action']}
            options={[
              { value: '', label: 'waits for you' },
              { value: 'abort', label: 'ends' },
            ]}
          />
        </div>
      )}
    </SpaceBetween>
  );
}
