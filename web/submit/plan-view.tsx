/** A plan: its numbers, what will happen as steps, its targets, what is skipped and why, and warnings. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMemo } from 'react';
import { plural } from '../../core/text/plural.ts';
import type { Planned } from './plan-state.ts';
import { planSteps } from './plan-steps.ts';
import { costRange, longestWords } from './plan-words.ts';
import { PlanSteps } from './plan-step-list.tsx';
import { SomeOf } from './some-of.tsx';

export function PlanView({ plan, body }: Planned) {
  const steps = useMemo(() => planSteps(body, plan), [body, plan]);
  const { targets, skipped, warnings, waves, limits, estimate, selection } = plan;
  return (
    <SpaceBetween size="m">
      <KeyValuePairs
        columns={3}
        items={[
          { label: 'Targets', value: targets.length.toLocaleString('en-US') },
          { label: 'At once', value: `${limits.max_concurrency}` },
          { label: 'May cost', value: costRange(plan) },
          { label: 'Longest', value: longestWords(plan) },
          { label: 'Waves', value: `${waves.length}` },
          { label: 'Skipped', value: `${skipped.length}` },
        ]}
      />
      <Box fontSize="body-s" color="text-body-secondary">
        {estimate.basis}
        {selection !== null && ` The selector chose ${plural(selection.selected, 'target')}.`}
      </Box>
      {warnings.length > 0 && (
        <Alert type="warning" header={plural(warnings.length, 'warning')}>
          <SomeOf
            items={warnings}
            most={20}
            text={({ path, message }) => (path === '' ? message : `${path.slice(1)}: ${message}`)}
          />
        </Alert>
      )}
      {skipped.length > 0 && (
        <div>
          <Box variant="h4">Skipped</Box>
          <SomeOf items={skipped} most={20} text={({ repo, message }) => `${repo}: ${message}`} />
        </div>
      )}
      <div>
        <Box variant="h3">What will happen</Box>
        <PlanSteps steps={steps} />
      </div>
    </SpaceBetween>
  );
}
