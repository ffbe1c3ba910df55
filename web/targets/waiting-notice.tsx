/** What a target waits for, and the commands that let it go on. */
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { endWords } from '../../core/fleet.ts';
import { plainText } from '../../core/text/plain-text.ts';
import { links } from '../frame/links.ts';
import { useTargetHref } from '../parts/use-target-href.ts';
import type { Asked } from '../commands/asked.ts';
import { useAsk } from '../commands/ask.tsx';
import { Ago } from '../parts/ago.tsx';
import { approval } from './selected-commands.ts';
import type { OfTarget } from './of-target.ts';

interface Props extends OfTarget {
  readonly onDiff: () => void;
}

export function WaitingNotice({ fleet, target, onDiff }: Props) {
  const { waiting, waits_for } = target;
  if (waiting?.for === 'question') return <Question {...{ fleet, target }} />;
  if (waiting?.for === 'gate') return <Gate {...{ fleet, target }} />;
  if (waiting?.for === 'review') return <Review {...{ fleet, target, onDiff }} />;
  if (target.blocked_by !== null) return <BlockedBy {...{ fleet, target }} />;
  if (waits_for === null) return null;
  return (
    <Alert type="info">
      Waits for {waits_for.host}, which has no room for more now. Goes on at {new Date(waits_for.until).toLocaleTimeString()}.
    </Alert>
  );
}

/** A button that opens the dialog of a command; there is none where the fleet does not allow it. */
function Command({ fleet, action, asked, children }: CommandProps) {
  const ask = useAsk();
  if (!fleet.actions.includes(action)) return null;
  return (
    <Button
      onClick={() => {
        ask(fleet, asked);
      }}
    >
      {children}
    </Button>
  );
}

interface CommandProps extends Pick<OfTarget, 'fleet'> {
  readonly action: OfTarget['fleet']['actions'][number];
  readonly asked: Asked;
  readonly children: string;
}

function Question({ fleet, target: { path, waiting } }: OfTarget) {
  if (waiting === null) return null;
  const question = plainText(waiting.question ?? '');
  return (
    <Alert
      type="warning"
      header={
        <>
          It asks a question, <Ago at={waiting.since} />
        </>
      }
      action={
        <Command fleet={fleet} action="answer" asked={{ kind: 'answer', target: path, question }}>
          Answer
        </Command>
      }
    >
      <div className="told">{question}</div>
    </Alert>
  );
}

function Gate({ fleet, target }: OfTarget) {
  if (target.waiting === null) return null;
  const asked = approval([target]);
  return (
    <Alert
      type="warning"
      header={
        <>
          Waits for an approval{target.step === null ? '' : ` before ${target.step}`}, <Ago at={target.waiting.since} />
        </>
      }
    >
      <SpaceBetween direction="horizontal" size="xs">
        <Command fleet={fleet} action="approve" asked={asked}>
          Approve
        </Command>
        {target.step !== null && (
          <Command fleet={fleet} action="approve" asked={{ kind: 'approve', targets: [target.path], passOver: true }}>
            {`Pass over ${target.step}`}
          </Command>
        )}
      </SpaceBetween>
    </Alert>
  );
}

function Review({ fleet, target, onDiff }: Props) {
  if (target.waiting === null) return null;
  const targets = [target.path];
  return (
    <Alert
      type="warning"
      header={
        <>
          Waits for a review, <Ago at={target.waiting.since} />
        </>
      }
    >
      <SpaceBetween size="xs">
        <span>Nothing is published before somebody has approved the change.</span>
        <SpaceBetween direction="horizontal" size="xs">
          <Button onClick={onDiff}>Look at the diff</Button>
          <Command fleet={fleet} action="approve" asked={approval([target])}>
            Approve
          </Command>
          <Command fleet={fleet} action="reject" asked={{ kind: 'reject', targets }}>
            Reject
          </Command>
          <Command fleet={fleet} action="steer" asked={{ kind: 'steer', targets }}>
            Let it work on…
          </Command>
        </SpaceBetween>
      </SpaceBetween>
    </Alert>
  );
}

function BlockedBy({ fleet, target: { blocked_by } }: OfTarget) {
  const hrefOf = useTargetHref();
  if (blocked_by === null) return null;
  return (
    <Alert type="warning" header="Blocked">
      <Link href={hrefOf(blocked_by.path)}>{blocked_by.path}</Link> {endWords[blocked_by.status]}, and this target depends on it.{' '}
      <Link href={links.fleet(fleet.fleet_id, { tab: 'log' })}>Look at the decision log</Link>
    </Alert>
  );
}
