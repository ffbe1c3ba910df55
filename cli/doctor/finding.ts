/** One thing that `doctor` looked at. */
export interface Finding {
  readonly check: string;
  /** `warning`: works, but not for every use. */
  readonly state: 'ok' | 'warning' | 'broken';
  /** What was found. */
  readonly found: string;
  /** How to mend it; empty where there is nothing to mend. */
  readonly mend: string;
}

export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found, mend: '' });
export const warning = (check: string, found: string, mend: string): Finding => ({ check, state: 'warning', found, mend });
export const broken = (check: string, found: string, mend: string): Finding => ({ check, state: 'broken', found, mend });
