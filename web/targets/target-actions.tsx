/** The commands on one target that fit it, besides those that stand beside what it waits for or failed with. */
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useAsk } from '../commands/ask.tsx';
import { commandsOfOne } from './selected-commands.ts';
import type { OfTarget } from './of-target.ts';

export function TargetActions({ fleet, target }: OfTarget) {
  const ask = useAsk();
  const commands = commandsOfOne(fleet.actions, target);
  if (commands.length === 0) return null;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {commands.map(({ kind, label }) => (
        <Button
          key={kind}
          onClick={() => {
            ask(fleet, { kind, targets: [target.path] });
          }}
        >
          {label}
        </Button>
      ))}
    </SpaceBetween>
  );
}
