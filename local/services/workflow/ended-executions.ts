import type { ExecutionSummary } from './execution.ts';

/**
 * How many executions that ended are remembered. A name that is forgotten can be started again: that does no harm, as the targets
 * of such a run have ended, and nobody repeats a start so much later. A runtime that starts again has forgotten all of them.
 */
const remembered = 10_000;

/** The executions that have ended, by ARN, without what they were given and answered: their names stay taken. */
export class EndedExecutions {
  private readonly byArn = new Map<string, ExecutionSummary>();

  add(summary: ExecutionSummary): void {
    this.byArn.set(summary.executionArn, summary);
    // A Map keeps the order of insertion: the first one is the oldest.
    const [oldest] = this.byArn.keys();
    if (this.byArn.size > remembered && oldest !== undefined) this.byArn.delete(oldest);
  }

  find(executionArn: string): ExecutionSummary | undefined {
    return this.byArn.get(executionArn);
  }

  get count(): number {
    return this.byArn.size;
  }
}
