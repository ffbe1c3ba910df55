/**
 * The version of each kind of item and message, written as `v`. Code reads its own version and older ones; an item without `v` is
 * older than all versions. Code refuses a newer one and leaves it as it is, because it would misread it or lose a part of it.
 *
 * Raise a version when older code would misread the new form. A field that is only added needs no new version: readers ignore
 * fields that they do not know, and writers keep them.
 */
export const versions = {
  ledger: 7,
  target: 1,
  'parked token': 1,
  spec: 1,
  graph: 1,
  command: 1,
  'log entry': 1,
  'idempotency key': 1,
  claim: 1,
  'fleet of a team': 1,
  task: 2,
  heartbeat: 1,
  'key claim': 1,
  'slots of a user': 1,
  'forge bucket': 1,
  launches: 1,
  'spend of a day': 1,
  'task event': 1,
  'task output': 1,
  'output part': 1,
  'task diff': 1,
  repository: 1,
  look: 1,
  timer: 1,
  'task message': 1,
  'run input': 1,
  'drive input': 1,
  delivery: 1,
} as const;
export type Versioned = keyof typeof versions;

/** The field that tells a reader the version; written with each new item and message. */
export const versionOf = (kind: Versioned): { readonly v: number } => ({ v: versions[kind] });

/** An item or message that newer code wrote. */
export class NewerVersion extends Error {
  override readonly name = 'NewerVersion';

  /** @param v what it says of its version; left out where only a condition of the table has said that it is newer */
  constructor(kind: Versioned, which: string, v?: unknown) {
    const its = v === undefined ? 'is newer than' : `has version ${JSON.stringify(v)}, newer than`;
    const helps = 'Deploy the newer code again; see docs/operations.md, "Update and roll back".';
    super(`The ${kind} ${which} ${its} version ${versions[kind]} that this code reads. It is left as it is. ${helps}`);
  }
}

/**
 * The refusal of an item or message whose version is newer than this code's, or is no number; else undefined.
 * @param which the key of the item, or what the message is about
 */
export function newerVersion(kind: Versioned, which: string, read: unknown): NewerVersion | undefined {
  const v = typeof read === 'object' && read !== null && 'v' in read ? read.v : undefined;
  const isKnown = v === undefined || (typeof v === 'number' && v <= versions[kind]);
  return isKnown ? undefined : new NewerVersion(kind, which, v);
}
