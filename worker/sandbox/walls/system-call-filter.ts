/**
 * A filter for system calls that bubblewrap hands to the kernel: it refuses those that reach the kernel's keyrings. A command inherits the
 * keyring of the worker's session, which may hold a Kerberos ticket, and no namespace takes it away.
 */

interface Calls {
  /** Number of the kernel for the architecture that a call is made in (AUDIT_ARCH_…). */
  readonly architecture: number;
  /** Numbers of add_key, request_key and keyctl. */
  readonly refused: readonly number[];
}

/** A kernel of 64 bits takes calls of programs of 32 bits, too. */
const known: Partial<Record<NodeJS.Architecture, readonly Calls[]>> = {
  x64: [
    { architecture: 0xc000003e, refused: [248, 249, 250] },
    { architecture: 0x40000003, refused: [286, 287, 288] },
  ],
  arm64: [
    { architecture: 0xc00000b7, refused: [217, 218, 219] },
    { architecture: 0x40000028, refused: [309, 310, 311] },
  ],
};

/** Instructions of the kernel's packet filter. */
const load = 0x20;
const and = 0x54;
const ifEqual = 0x15;
const answer = 0x06;
const allow = 0x7fff0000;
/** With EPERM. */
const refuse = 0x00050001;
/** Where a call has its number, and its architecture, bytes. */
const numberAt = 0;
const architectureAt = 4;
/** Without the bit of calls with short pointers (x32), which have the same numbers. */
const numberBits = 0xbfffffff;

type Instruction = readonly [code: number, argument: number, ifTrue?: number, ifFalse?: number];

/** The program as bytes; undefined for a processor whose numbers are not known here. */
export function systemCallFilter(processor: NodeJS.Architecture = process.arch): Buffer | undefined {
  const program = known[processor]?.flatMap(instructionsFor);
  return program && Buffer.concat([[load, architectureAt] as const, ...program, [answer, refuse] as const].map(bytesOf));
}

/** One that belongs to another architecture goes on after these. */
function instructionsFor({ architecture, refused }: Calls): Instruction[] {
  const checks = refused.map((number, index): Instruction => [ifEqual, number, refused.length - index]);
  const own: Instruction[] = [[load, numberAt], [and, numberBits], ...checks, [answer, allow], [answer, refuse]];
  return [[ifEqual, architecture, 0, own.length], ...own];
}

function bytesOf([code, argument, ifTrue = 0, ifFalse = 0]: Instruction): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeUInt16LE(code);
  bytes.writeUInt8(ifTrue, 2);
  bytes.writeUInt8(ifFalse, 3);
  bytes.writeUInt32LE(argument, 4);
  return bytes;
}
