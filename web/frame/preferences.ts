/** What a person has chosen for the page in this browser. */
import { keptCell } from './kept-cell.ts';

export const appearances = ['system', 'light', 'dark'] as const;
export type Appearance = (typeof appearances)[number];

export const appearanceWords: Readonly<Record<Appearance, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

export const appearance = keptCell<Appearance>('appearance', appearances);
/** Single letters and signs as shortcuts. */
export const letterKeys = keptCell('keys', ['on', 'off']);
/** Messages of the browser about fleets of the person who looks at the page. */
export const notices = keptCell('notices', ['off', 'on']);
