/** Messages about commands, one for each fleet: a later one takes the place of an earlier one. */
import { createElement, useMemo } from 'react';
import type { FleetView } from '../../contracts/http/fleet.ts';
import { useFlashes } from '../frame/flashes.tsx';
import { links } from '../frame/links.ts';
import type { Asked } from './asked.ts';
import { nameOfCommand } from './question.ts';
import type { Said } from './verdict-words.ts';

export interface Tell {
  readonly said: (fleet: Pick<FleetView, 'fleet_id'>, said: Said) => void;
  /** @param late whether it was waited for in vain */
  readonly undecided: (fleetId: string, commandId: string, asked: Asked, late: boolean) => void;
}

export function useTell(): Tell {
  const flashes = useFlashes();
  return useMemo<Tell>(
    () => ({
      said: ({ fleet_id }, { type, header, lines }) => {
        const content = lines.map((line, at) => createElement('div', { key: at }, line));
        flashes.add({ id: `command-${fleet_id}`, type, header, content });
      },
      undecided: (fleetId, _commandId, asked, late) => {
        const header = `${nameOfCommand(asked)}: asked; not decided yet`;
        const log = createElement('a', { href: links.fleet(fleetId, { tab: 'log' }) }, 'Look at the log');
        const content = late
          ? ['The fleet has not decided in two minutes, and still may. ', log]
          : 'The fleet will decide soon; it is asked each 2 seconds.';
        flashes.add({ id: `command-${fleetId}`, type: late ? 'warning' : 'in-progress', header, content });
      },
    }),
    [flashes],
  );
}
