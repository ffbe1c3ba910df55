/** The ports of what starts a container for each task: the containers themselves, and what was started a moment ago. */

/** The container of one hold of one task. */
export interface WantedContainer {
  readonly taskId: string;
  /** Number of the hold. */
  readonly claim: number;
  /** The variables of the container, besides those that all have. */
  readonly environment: Readonly<Record<string, string>>;
  /** A second start with the same token starts nothing. */
  readonly token: string;
}

/**
 * `started`: by this call, or by an earlier one with the same token. `later`: there is no room for it now, or the service is out of reach;
 * nothing was started. `refused`: a person must repair something first.
 */
export type Started =
  | { readonly kind: 'started'; readonly arn: string }
  | { readonly kind: 'later'; readonly why: string }
  | { readonly kind: 'refused'; readonly why: string };

export interface Containers {
  /** The ARNs of those that run or start. A container that was started a moment ago may be missing. */
  listRunning(): Promise<readonly string[]>;
  start(wanted: WantedContainer): Promise<Started>;
}

export interface Launch {
  readonly taskId: string;
  readonly claim: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** Undefined until the container is started. */
  readonly arn?: string | undefined;
}

export interface Launches {
  /** Rises with each write; 0: there was none. */
  readonly revision: number;
  readonly launches: readonly Launch[];
}

/** One item, for all processes that start containers. */
export interface LaunchStore {
  getLaunches(): Promise<Launches>;
  /** Only while the revision is that which was read. */
  putLaunchesIf(revision: number, launches: readonly Launch[]): Promise<boolean>;
}
