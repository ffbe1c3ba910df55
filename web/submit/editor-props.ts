/** What the editor of a fleet.yaml is given. By itself: the editor is loaded later than what shows it. */
import type { Mark } from './fleet-document.ts';

/** A line to go to; each time with another number. */
export interface Jump {
  readonly line: number;
  readonly number: number;
}

export interface EditorProps {
  readonly text: string;
  readonly marks: readonly Mark[];
  readonly setText: (text: string) => void;
  readonly jump: Jump | undefined;
}
