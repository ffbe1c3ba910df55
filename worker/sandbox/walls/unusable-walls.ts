/** Tells that a worker cannot start with its settings. */

/** Names the setting. */
export class UnusableWalls extends Error {
  override readonly name = 'UnusableWalls';
  /** The setting of worker.yaml that asks for what cannot be done. */
  readonly path: readonly (string | number)[];
  /** Further ones, so that a person sees all at once. */
  readonly others: readonly UnusableWalls[];

  constructor(path: UnusableWalls['path'], message: string, others: readonly UnusableWalls[] = []) {
    super(message);
    this.path = path;
    this.others = others;
  }
}
