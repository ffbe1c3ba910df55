/** Work that a scenario steers: each target does what its variable `does` says, and waits for files that the scenario writes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { SubmitRequest } from '../../contracts/http/submit.ts';
import type { System } from './system.ts';

/** What an attempt says it cost. */
export const attemptUsd = 0.25;

/** `pass`; `fail` until it is mended; `wait` until it is let go. */
type Doing = 'pass' | 'fail' | 'wait';
export type Doings = Readonly<Record<string, Doing>>;

const command = `
printf '{"cost_usd":${attemptUsd}}' > "$BGAGENT_RESULT"
while [ "$BGAGENT_VAR_does" = wait ] && [ ! -e "$BGAGENT_VAR_marks/go" ]; do sleep 0.1; done
echo "said by $BGAGENT_REPO"
date > changed
`;
const check = '[ "$BGAGENT_VAR_does" != fail ] || [ -e "$BGAGENT_VAR_marks/mended" ]';

export class SteeredWork {
  private readonly marks: string;

  private constructor(marks: string) {
    this.marks = marks;
  }

  /** @param name of the folder of this fleet's files */
  static async in(system: System, name: string): Promise<SteeredWork> {
    const marks = join(system.marks, name);
    await mkdir(marks, { recursive: true });
    return new SteeredWork(marks);
  }

  /** Two at a time, no failure policy, unless `more` says otherwise. */
  body(doings: Doings, more: Partial<SubmitRequest> = {}): SubmitRequest {
    return { ...this.work(), targets: this.targets(doings), max_concurrency: 2, failure: null, ...more };
  }

  work() {
    const verifiers = [{ name: 'check', command: ['sh', '-c', check] }];
    return { title: 'Steered', workflow_ref: 'shell/run-v1', params: { command }, verifiers };
  }

  targets = (doings: Doings) =>
    Object.entries(doings).map(([name, does]) => ({ repo: `acme/${name}`, vars: { does, marks: this.marks } }));

  letGo = (): Promise<void> => writeFile(join(this.marks, 'go'), '');
  mend = (): Promise<void> => writeFile(join(this.marks, 'mended'), '');
}
