/** What a smoke test saw, a line for each thing, as it sees them. */

export type Outcome = 'seen' | 'wrong' | 'only live';

export interface Sight {
  readonly what: string;
  readonly outcome: Outcome;
  /** What was seen, what is wrong, or why only a live account can show it. */
  readonly said: string;
}

const marks: Record<Outcome, string> = { seen: '✓', wrong: '✗', 'only live': '-' };

/** Collects what is seen, and tells each at once. */
export class Sights {
  private readonly all: Sight[] = [];
  private readonly tell: (line: string) => void;

  constructor(tell: (line: string) => void) {
    this.tell = tell;
  }

  add(sight: Sight): void {
    this.all.push(sight);
    this.tell(`${marks[sight.outcome]} ${sight.what}: ${sight.said}`);
  }

  /** In their order. */
  list(): readonly Sight[] {
    return this.all;
  }

  /** Such as `9 seen, 0 wrong, 2 only on a live account`. */
  summary(): string {
    const count = (outcome: Outcome): number => this.all.filter((each) => each.outcome === outcome).length;
    return `${count('seen')} seen, ${count('wrong')} wrong, ${count('only live')} only on a live account`;
  }

  isWrong(): boolean {
    return this.all.some(({ outcome }) => outcome === 'wrong');
  }
}
