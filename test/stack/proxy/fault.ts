/** The faults that the proxy plays, and which call each of them is for. */
import * as z from 'zod';

const doing = z.discriminatedUnion('kind', [
  /** The call is refused as a table refuses it that has no capacity left. */
  z.strictObject({ kind: z.literal('throttle') }),
  /** The call is made, and its caller is killed before it has the answer. */
  z.strictObject({ kind: z.literal('die') }),
  /** The call is answered as if it were done; it is made so much later, so often. For `PutEvents`, whose answer says nothing. */
  z.strictObject({ kind: z.literal('late'), after_ms: z.number(), times: z.number() }),
]);

export const faultSchema = z.strictObject({
  /** The operation of AWS, such as `PutItem`. */
  operation: z.string(),
  /** Only a call whose body has this text, such as the name of a table. */
  holds: z.string().default(''),
  /** Only a call of a function whose name ends so. */
  caller: z.string().optional(),
  /** So many such calls pass before. */
  skip: z.number().default(0),
  /** So many calls after them get the fault; absent: all. */
  times: z.number().optional(),
  does: doing,
});
export type Fault = z.infer<typeof faultSchema>;
export type FaultInput = z.input<typeof faultSchema>;

export interface Call {
  readonly operation: string;
  readonly body: string;
  /** The process that made it, with the name of its function. Looked up only where a fault asks for it. */
  readonly caller: () => Caller | undefined;
}
export interface Caller {
  readonly pid: number;
  readonly functionName: string;
}

/** A fault with the calls that it was for. */
export class ArmedFault {
  readonly fault: Fault;
  private seen = 0;

  constructor(fault: Fault) {
    this.fault = fault;
  }

  /** How often it was played. */
  get played(): number {
    const { skip, times = Infinity } = this.fault;
    return Math.min(Math.max(0, this.seen - skip), times);
  }

  /** Whether this call gets it; a call that it is for is counted. */
  takes(call: Call): boolean {
    if (!this.fits(call)) return false;
    const before = this.played;
    this.seen += 1;
    return this.played > before;
  }

  private fits({ operation, body, caller }: Call): boolean {
    const { fault } = this;
    if (operation !== fault.operation || !body.includes(fault.holds)) return false;
    return fault.caller === undefined || caller()?.functionName.endsWith(fault.caller) === true;
  }
}
