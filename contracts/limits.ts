/** The limits of one fleet and its parts (semantics 15). Lengths are UTF-16 units unless said otherwise. */
export const limits = {
  /** GitHub allows far less. */
  repoName: 255,
  /** Subject of a token, in characters. */
  userId: 256,
  /** Teams of a fleet, and the name of one in characters. */
  teams: 10,
  team: 128,
  targets: 10_000,
  groups: 500,
  groupDepth: 8,
  /** Of one target or group. */
  dependencies: 100,
  /** Of all targets and groups of a fleet together, and of all groups. */
  fleetDependencies: 100_000,
  groupDependencies: 5_000,
  /** The edges of a fleet, which are ranges of ordinals. */
  graphEdges: 20_000,
  /** A reference to a target or group. */
  reference: 600,
  title: 200,
  taskDescription: 10_000,
  bodyBytes: 4 * 1024 * 1024,
  labels: 50,
  labelKey: 128,
  labelValue: 256,
  mapEntries: 50,
  mapValue: 4_096,
  mapBytes: 64 * 1024,
  /** What a task passes on, as JSON. */
  resultBytes: 4 * 1024,
  resultEntries: 50,
  verifiers: 10,
  /** Steps of a fleet, and globs of one step. */
  steps: 20,
  /** All steps of a fleet, as JSON. */
  stepsBytes: 200 * 1024,
  /** Targets of an exclusive fleet. */
  exclusiveTargets: 100,
  globs: 10,
  /** Repositories of a group that share a sandbox. */
  sharedRepos: 20,
  /** Their verifiers together, as JSON: their target holds them beside the outcomes of its attempts. */
  sharedVerifierBytes: 32 * 1024,
  /** Titles and bodies of their pull requests together: the row of a task holds them. */
  sharedTexts: 50_000,
  /** Values of one tag of a selector, and globs of each of its lists. */
  selectorValues: 100,
  /** What all globs of a selector stand for, with the alternatives in their braces. */
  selectorAlternatives: 200,
  /** Repositories of one import, and names of all that its source has. */
  importedRepos: 1_000,
  importedNames: 10_000,
  pathGlob: 1_024,
  /** A list of tasks (tasks.md), as UTF-8, and its tasks. */
  taskListBytes: 1024 * 1024,
  listedTasks: 10_000,
  /** Text that all steps of a fleet get. */
  context: 10_000,
  /** What a person tells an attempt besides its description. */
  hint: 2_000,
  /** What a heal is told of the attempt that failed. */
  healContext: 64 * 1024,
  argv: 50,
  pullRequestLabels: 20,
  reviewers: 20,
  pullRequestTitle: 256,
  pullRequestBody: 10_000,
  maxConcurrency: 1_000,
  /** US dollars. */
  fleetUsd: 1_000_000,
  outputBytes: 256 * 1024,
  errorMessage: 2_000,
  /** What an agent asked. */
  question: 2_000,
  /** What a person answered. */
  answer: 2_000,
  /** Questions with their answers that the task of one attempt is told. */
  answers: 20,
  model: 200,
  sessionId: 200,
  /** What a person says in a review to have the work go on, and how often for one target. */
  steering: 2_000,
  steerings: 5,
  /** Text of a diff that is kept, as UTF-8. */
  diffBytes: 1024 * 1024,
  /** Files of a diff that its stat lists. */
  diffFiles: 2_000,
  /** A report's schema, and its answer, as UTF-8 JSON. */
  reportSchemaBytes: 16 * 1024,
  reportBytes: 16 * 1024,
  /** Agents that an installation knows, and the models of one of them. */
  agents: 100,
  models: 100,
  holds: 10,
  webhooks: 10,
  /** Bytes as UTF-8: each ledger holds them. */
  webhookUrl: 2_048,
  /** Problems that one answer tells. */
  problems: 100,
} as const;
