/** Every error code that the API answers, with its HTTP status (docs/openapi.json). */
export const errorStatus = {
  VALIDATION_ERROR: 400,
  MALFORMED_JSON: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  FLEET_NOT_FOUND: 404,
  TARGET_NOT_FOUND: 404,
  COMMAND_NOT_FOUND: 404,
  TASK_NOT_FOUND: 404,
  DIFF_NOT_FOUND: 404,
  REPO_NOT_FOUND: 404,
  ROUTE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  INVALID_STATE: 409,
  NOTHING_TO_RETRY: 409,
  /** Another exclusive fleet holds one of the repositories (semantics 22). */
  FLEET_CONFLICT: 409,
  DUPLICATE_TASK: 409,
  KEY_CLOSED: 409,
  TASK_ALREADY_TERMINAL: 409,
  /** To a worker without a role: its hold is over, or its task has ended (semantics 34). */
  HOLD_LOST: 410,
  VERSION_MISMATCH: 412,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  REPO_NOT_ONBOARDED: 422,
  IDEMPOTENCY_MISMATCH: 422,
  TOO_MANY_TARGETS: 422,
  NO_TARGETS: 422,
  UNSUPPORTED_FIELD: 422,
  /** The owner of the task has spent what the setting user_usd_per_day allows for the day. */
  BUDGET_EXCEEDED: 429,
  /** The task platform takes no more tasks for now; the same request is sent again (semantics 10). */
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  SERVICE_UNAVAILABLE: 503,
} as const;
export type ErrorCode = keyof typeof errorStatus;

/** Codes of single problems in `details`. */
export const detailCodes = [
  'UNKNOWN_KEY',
  'NOT_SUPPORTED_YET',
  'INVALID_VALUE',
  'INVALID_STATE',
  'UNKNOWN_PLACEHOLDER',
  'UNKNOWN_DEPENDENCY',
  'SELF_DEPENDENCY',
  'DEPENDENCY_CYCLE',
  'DUPLICATE_ID',
  'EMPTY_GROUP',
  'BAD_NAME',
  'REPO_NOT_ONBOARDED',
  'UNKNOWN_WORKFLOW',
  'UNKNOWN_AGENT',
  'UNKNOWN_MODEL',
  'TOO_LONG',
  'SWITCHED_OFF',
  'MORE_PROBLEMS',
] as const;
export type DetailCode = (typeof detailCodes)[number];

/** One problem: its place (JSON Pointer), its code, and a sentence that says what would be right. */
export interface Problem {
  readonly path: string;
  readonly code: DetailCode;
  readonly message: string;
}

/** A refusal or a failure as a value; it is answered, not thrown. */
export interface ApiError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details?: readonly Problem[];
  /** Seconds, for 429 and 503. */
  readonly retryAfterS?: number;
}
