/**
 * The reason why a target failed (semantics 10): a class from a short list, the party that can mend it, and a sentence.
 * Invariant: every failure has a class; one that is not recognised is `unknown`, for the user to mend, and not retryable.
 * Example: exit code 1 of the agent → {class: 'agent', by: 'user', retryable: false, …}.
 */
export const failureClasses = [
  'auth',
  'network',
  'concurrency',
  'compute',
  'agent',
  'guardrail',
  'config',
  'timeout',
  'blocked',
  'verification',
  'rejected',
  'budget',
  'lost',
  'unknown',
] as const;
export type FailureClass = (typeof failureClasses)[number];

/** `transient`: the same request may work later; `service`: the operator must act; `user`: the request must change. */
export const failureOwners = ['transient', 'service', 'user'] as const;
export type FailureOwner = (typeof failureOwners)[number];

export interface Failure {
  readonly class: FailureClass;
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly by: FailureOwner;
}

/** The fields of a task that tell how it ended, named as in the task API. */
export interface TaskEnding {
  readonly status: string;
  readonly build_passed: boolean | null;
  readonly error_message: string | null;
  readonly error_classification: {
    readonly category: string;
    readonly title: string;
    readonly description: string;
    readonly remedy: string;
    readonly retryable: boolean;
    readonly errorClass: string;
  } | null;
}

const isClass = (text: string): text is FailureClass => includes(failureClasses, text);
const isOwner = (text: string): text is FailureOwner => includes(failureOwners, text);
const includes = (words: readonly string[], text: string): boolean => words.includes(text);

/** The failure of a task that ended FAILED, TIMED_OUT, or COMPLETED with a failed build; null for every other task. */
export function failureOfTask(task: TaskEnding): Failure | null {
  if (task.status === 'COMPLETED') return task.build_passed === false ? verificationFailure(task) : null;
  if (task.status === 'TIMED_OUT') return { ...classified(task, 'timeout'), class: 'timeout' };
  return task.status === 'FAILED' ? classified(task, 'unknown') : null;
}

function verificationFailure(task: TaskEnding): Failure {
  const message = task.error_message ?? 'A verifier failed. Read the task output and change the work or the verifier.';
  return { class: 'verification', code: 'VERIFICATION_FAILED', message, retryable: false, by: 'user' };
}

function classified(task: TaskEnding, fallback: FailureClass): Failure {
  const found = task.error_classification;
  const message = task.error_message ?? found?.description ?? 'The task failed without saying why. Read its output.';
  if (!found || !isClass(found.category) || !isOwner(found.errorClass)) {
    return { class: fallback, code: fallback.toUpperCase(), message, retryable: false, by: 'user' };
  }
  return { class: found.category, code: codeOf(found.title), message, retryable: found.retryable, by: found.errorClass };
}

const codeOf = (title: string): string =>
  title
    .toUpperCase()
    .match(/[A-Z0-9]+/g)
    ?.join('_') ?? 'UNKNOWN';

/** Why an attempt gets no task: the answer of the create with its HTTP status, or what keeps the request from being made, with a class. */
export interface Rejection {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly class?: FailureClass;
}

/** The code of a create that was refused because its owner's budget of the day is used up. */
const dayBudgetCode = 'BUDGET_EXCEEDED';

/**
 * The failure of a create that was answered with a 4xx. A 409 is a defect of the service; a budget of a day has room again on the next
 * day; otherwise the request must change.
 */
export function failureOfRejection(rejection: Rejection): Failure {
  const { code, message } = rejection;
  if (rejection.class === 'budget' && code === dayBudgetCode) {
    return { class: 'budget', code, message, retryable: true, by: 'transient' };
  }
  if (rejection.class !== undefined) return { class: rejection.class, code, message, retryable: false, by: 'user' };
  if (rejection.status === 409) return { class: 'unknown', code, message, retryable: false, by: 'service' };
  return { class: 'rejected', code, message, retryable: false, by: 'user' };
}

/**
 * Why a fleet pauses because of a failure that says nothing about its target (semantics 10): credentials are refused, or the owner's budget
 * of the day is used up. Undefined: the failure counts as any other.
 */
export function pausingCause(
  failure: (Pick<Failure, 'code' | 'message'> & { readonly class: string }) | null,
): PausingCause | undefined {
  if (failure?.class === 'auth') return { code: 'auth', message: failure.message };
  if (failure?.class !== 'budget' || failure.code !== dayBudgetCode) return undefined;
  return { code: 'budget', message: failure.message };
}
export interface PausingCause {
  readonly code: 'auth' | 'budget';
  readonly message: string;
}

/** The failure of a target whose last attempt has asked a question: an answer could not be used. */
export const attemptsUsedUp: Failure = {
  class: 'config',
  code: 'ATTEMPTS_USED_UP',
  message:
    'The agent asked a question, and no further attempt is left for an answer. Put it into the description of a new fleet.',
  retryable: false,
  by: 'user',
};

/** The failure of a target that has work left and no attempt for it. @param last what its last attempt failed with; null: it did not fail */
export const noAttemptLeft = (left: string, last: Failure | null): Failure => ({
  class: 'config',
  code: 'ATTEMPTS_USED_UP',
  message:
    `All attempts of the target are used up. What is left: ${left}.` +
    ' Go on in a new fleet (bgagent fleet submit --retry-of), or do the rest by hand.' +
    (last === null ? '' : ` The last attempt failed: ${last.message}`),
  retryable: false,
  by: 'user',
});

/** The failure of a target whose outcome is not known. */
export const lostFailure: Failure = {
  class: 'lost',
  code: 'LOST',
  message: 'The outcome is not known: the task did not answer, or is gone. Check the branch, then retry the target.',
  retryable: true,
  by: 'service',
};

/** The failure of a target whose work a person rejected in a review. The failure policy does not count it. @param reason null: none was given */
export const rejection = (reason: string | null): Failure => ({
  class: 'unknown',
  code: 'REJECTED_BY_PERSON',
  message: reason === null ? 'A person rejected what this target made.' : `A person rejected what this target made: ${reason}`,
  retryable: false,
  by: 'user',
});

const byPerson: ReadonlySet<string> = new Set(['FAILED_BY_PERSON', 'REJECTED_BY_PERSON']);
/** Whether a person has failed or rejected it: then the failure policy does not count it, and nothing heals it. */
export const isByPerson = ({ code }: Pick<Failure, 'code'>): boolean => byPerson.has(code);

/** The failure of a target that a person failed. The failure policy does not count it. */
export const personFailure: Failure = {
  class: 'unknown',
  code: 'FAILED_BY_PERSON',
  message: 'A person failed this target. The decision log says who, and why.',
  retryable: false,
  by: 'user',
};
