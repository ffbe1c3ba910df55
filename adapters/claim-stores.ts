/**
 * The stores in which one of several writers wins: idempotency keys, and the claims of exclusive fleets on repositories. Ports, as those of
 * ports.ts.
 */

export interface KeyRecord {
  readonly owner: string;
  readonly key: string;
  /** The resource that the key stands for: a fleet, or a command. */
  readonly resourceId: string;
  readonly bodyHash: string;
  /** Epoch milliseconds until which another request may be working with this key. */
  readonly leaseUntil: number;
}
export interface KeyStore {
  getKey(owner: string, key: string): Promise<KeyRecord | undefined>;
  /** Puts the record unless one is there; answers the one that was there before. */
  putKeyIfAbsent(record: KeyRecord): Promise<KeyRecord | undefined>;
  /**
   * Writes the record with its new lease over one of the same resource whose lease is the one given: of several that take over a
   * key, one wins, and a lease that another request took over is not given back.
   */
  takeKeyIfLease(record: KeyRecord, expectedLease: number): Promise<boolean>;
}

/** The claim of an exclusive fleet on a repository, as it was taken. */
export interface RepoClaim {
  /** The name of the repository, in lower case. */
  readonly repo: string;
  readonly fleetId: string;
  /** The generation of the fleet for which it was taken. */
  readonly generation: number;
  /** The taking that wrote it: an id of its own each time. */
  readonly takeId: string;
  /** Epoch milliseconds. */
  readonly takenAt: number;
}
export interface ClaimStore {
  getClaim(repo: string): Promise<RepoClaim | undefined>;
  /** Writes the claim where there is none, or one of this fleet for this generation or an earlier one. */
  takeUnlessHeld(claim: RepoClaim): Promise<boolean>;
  /** Writes the claim over the held one, unless that has changed since. */
  takeOver(claim: RepoClaim, held: RepoClaim): Promise<boolean>;
  /** Removes the claim if it is still the one of this taking. */
  giveBack(claim: RepoClaim): Promise<void>;
  /** Removes the claim if it is of this fleet, for this generation or an earlier one. */
  release(repo: string, fleetId: string, generation: number): Promise<void>;
}
