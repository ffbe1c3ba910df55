/** The port of keys that sign and verify what this product hands out. Two are valid at a time, so that one can be replaced without a break. */

export interface SigningKey {
  /** Goes into what is signed, so that the key is found again. */
  readonly id: string;
  /** A secret. */
  readonly secret: string;
}

/** Each function rejects where the keys cannot be read. */
export interface SigningKeys {
  /** Signs. */
  current(): Promise<SigningKey>;
  /** Verify, the newest first: two at most. */
  all(): Promise<readonly SigningKey[]>;
  /** The key of that id; undefined: there is none any more, or there never was. */
  find(id: string): Promise<SigningKey | undefined>;
}
