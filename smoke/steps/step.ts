/** A step of the smoke test: one thing that a deployed stage must do. */
import type { Bgagent } from '../bgagent.ts';
import type { Stage } from '../stage.ts';
import type { Workshop } from '../workshop.ts';

export interface Setting {
  readonly stage: Stage;
  readonly bgagent: Bgagent;
  /** The token of a machine; undefined: a person is signed in. */
  readonly token: string | undefined;
  readonly workshop: Workshop;
  /** What earlier steps left: all fleets, and the one that was paused, continued and ended. */
  readonly notes: { readonly fleets: string[]; fleetId?: string };
}

/** The fleet that ended. @throws Error where that step failed, so that this one has nothing to look at */
export function endedFleet({ notes: { fleetId } }: Setting): string {
  if (fleetId === undefined) throw new Error('the fleet of three did not end, so there is nothing to look at: see its line');
  return fleetId;
}

export interface Step {
  readonly what: string;
  /** Why an emulator cannot show it; absent: it can. */
  readonly onlyLive?: string;
  /** @returns what was seen, as a sentence without a full stop @throws Error saying what is wrong */
  run(setting: Setting): Promise<string>;
}
