/** A button that asks for a command. It is off while what is shown is too old to decide by. */
import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { Asked } from './asked.ts';
import { useAsk, useCommandsOff } from './ask.tsx';

interface Props extends Pick<ButtonProps, 'variant' | 'fullWidth' | 'iconName' | 'ariaLabel'> {
  readonly fleet: FleetView;
  readonly asked: Asked;
  readonly children: string;
}

export function CommandButton({ fleet, asked, children, ...look }: Props) {
  const ask = useAsk();
  const off = useCommandsOff();
  return (
    <Button
      {...look}
      disabled={off}
      onClick={() => {
        ask(fleet, asked);
      }}
    >
      {children}
    </Button>
  );
}
