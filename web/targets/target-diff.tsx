/** What the branch of a target changes, as its last attempt left it, or the one that is shown. */
import Box from '@cloudscape-design/components/box';
import { DiffView } from '../diff/diff-view.tsx';
import { ReadState } from '../parts/read-state.tsx';
import type { OfTarget } from './of-target.ts';
import { useTargetDiff } from '../api/use-target-diff.ts';

interface Props extends OfTarget {
  /** Undefined: the last one that changed something. */
  readonly attempt: number | undefined;
}

export function TargetDiff({ fleet, target, attempt }: Props) {
  const ofAttempt = target.attempts.find((each) => each.attempt === attempt);
  const change = attempt === undefined ? target.change : ofAttempt?.change;
  if (change == null) {
    const what = attempt === undefined ? 'The target has' : `Attempt ${attempt} has`;
    return <Box color="text-body-secondary">{what} changed nothing, as far as is known.</Box>;
  }
  return <DiffOf key={change.hash} {...{ fleet, target, attempt }} hash={change.hash} />;
}

function DiffOf({ fleet, target, attempt, hash }: Props & { readonly hash: string }) {
  const diff = useTargetDiff(fleet.fleet_id, { path: target.path, attempt, hash });
  return (
    <ReadState read={diff} what="the diff">
      {({ text, change }) => <DiffView text={text ?? ''} cut={change.cut} bytes={change.bytes} />}
    </ReadState>
  );
}
