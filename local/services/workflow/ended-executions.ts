/** Remembers executions that have ended, by ARN and without their data, so that their names stay taken. */
import type { ExecutionSummary } from './execution.ts';

/**
 * How many are remembered. A name that is forgotten can be started again. That does no harm: the targets of such an old run have
 * ended, and the actor repeats a start only soon after the first try. A new start of the runtime forgets all of them.
 */
const remembered = 10_000;

export class EndedExecutions {
  private readonly byArn = new Map<string, ExecutionSummary>();

  add(summary: ExecutionSummary): void {
    this.byArn.set(summary.executionArn, summary);
    // A Map keeps the order of insertion, so its first key is the oldest.
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
