/** The result of one check of `bgagent doctor`. */
export interface Finding {
  readonly check: string;
  /** `warning`: some uses do not work. */
  readonly state: 'ok' | 'warning' | 'broken';
  /** A line for each problem. */
  readonly found: string;
  /** How to repair it; empty when the check is ok. */
  readonly mend: string;
}

export const ok = (check: string, found: string): Finding => ({ check, state: 'ok', found, mend: '' });
export const warning = (check: string, found: string, mend: string): Finding => ({ check, state: 'warning', found, mend });
export const broken = (check: string, found: string, mend: string): Finding => ({ check, state: 'broken', found, mend });
