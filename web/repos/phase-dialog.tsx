/** Asks how a phase of a repository is to be completed, and starts it. It looks into the repository first. */
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { batchSize } from '../../contracts/steps.ts';
import { CliLine } from '../parts/cli-line.tsx';
import { detectedWords } from './detected.ts';
import { InProgress } from './in-progress.tsx';
import { PhaseAdvanced } from './phase-advanced.tsx';
import { phaseCli } from './phase-cli.ts';
import { PhaseCore } from './phase-core.tsx';
import { defaultOptions, phaseProblems, phaseRequest, type PhaseOptions } from './phase-options.ts';
import { numberOf } from './place-problems.ts';
import { useInspection } from './use-inspection.ts';
import { usePhasePlan } from './use-phase-plan.ts';
import { useRepo } from './use-repos.ts';
import { useSettled } from './use-settled.ts';
import { useStartPhase } from './use-start-phase.ts';

interface Props {
  readonly repo: string;
  readonly onClose: () => void;
  readonly onStarted?: (fleet: FleetView) => void;
}

export function PhaseDialog({ repo, onClose, onStarted }: Props) {
  const one = useRepo(repo);
  const running = one.data?.exclusive_fleet ?? null;
  if (running !== null) return <InProgress repo={repo} running={running} onClose={onClose} />;
  return (
    <PhaseForm
      repo={repo}
      onClose={onClose}
      onStarted={(fleet) => {
        onStarted?.(fleet);
        onClose();
      }}
      onConflict={one.refetch}
    />
  );
}

interface FormProps {
  readonly repo: string;
  readonly onClose: () => void;
  readonly onStarted: (fleet: FleetView) => void;
  readonly onConflict: () => void;
}

function PhaseForm({ repo, onClose, onStarted, onConflict }: FormProps) {
  const [options, setOptions] = useState(defaultOptions);
  const change = (part: Partial<PhaseOptions>) => {
    setOptions((before) => ({ ...before, ...part }));
  };
  const words = detectedWords(useDetected(repo, options), options);
  const plan = usePhasePlan(phaseRequest(repo, options));
  const { fields, others } = phaseProblems(plan.problems);
  const { start, isStarting, error } = useStartPhase(repo, { onStarted, onConflict });
  const { checked } = plan;
  return (
    <Modal
      visible
      header={`Complete the phase of ${repo}`}
      closeAriaLabel="Close"
      onDismiss={onClose}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onClose}>
              Not now
            </Button>
            <Button
              variant="primary"
              loading={isStarting}
              disabled={words.whyNot !== undefined || plan.problems.length > 0}
              {...(words.whyNot === undefined ? {} : { disabledReason: words.whyNot })}
              onClick={() => {
                if (checked.ok) start(checked.body);
              }}
            >
              {words.start}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="l">
        <div aria-live="polite">
          <Alert type={words.type} header={words.header}>
            <Lines lines={words.lines} />
          </Alert>
        </div>
        <PhaseCore options={options} errors={fields} onChange={change} />
        <PhaseAdvanced options={options} errors={fields} onChange={change} />
        <Messages problems={others} warnings={plan.warnings.map(({ message }) => message)} />
        {error && <Alert type="error">{error.message}</Alert>}
        <CliLine line={phaseCli(repo, options)} />
      </SpaceBetween>
    </Modal>
  );
}

/** What the repository has for these options. It is looked for when the name of the file is typed to its end. */
function useDetected(repo: string, { tasksFile, batchSize: typed }: PhaseOptions) {
  const file = tasksFile.trim();
  const size = batchSize.safeParse(numberOf(typed));
  const settled = useSettled({ file, size: size.data }, `${file} ${typed}`);
  const [lastSize, setLastSize] = useState(size.data);
  if (settled.size !== undefined && settled.size !== lastSize) setLastSize(settled.size);
  return useInspection({ repo, file: settled.file, batchSize: lastSize ?? 1, enabled: settled.file !== '' });
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <>
      {lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </>
  );
}

interface MessagesProps {
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
}

function Messages({ problems, warnings }: MessagesProps) {
  return (
    <>
      {problems.length > 0 && (
        <Alert type="error" header="It cannot be started like this">
          <Lines lines={problems} />
        </Alert>
      )}
      {warnings.length > 0 && (
        <Alert type="warning">
          <Lines lines={warnings} />
        </Alert>
      )}
    </>
  );
}
