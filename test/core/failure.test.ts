import { failureOfRejection, failureOfTask } from '../../core/failure.ts';

const found = {
  category: 'network',
  title: 'Host unreachable',
  description: 'No route.',
  remedy: 'Wait.',
  retryable: true,
  errorClass: 'transient',
};
const failed = { status: 'FAILED', build_passed: null, error_message: null, error_classification: found };

test('a failed task is classified as the task platform classified it', () => {
  expect(failureOfTask(failed)).toEqual({
    class: 'network',
    code: 'HOST_UNREACHABLE',
    message: 'No route.',
    retryable: true,
    by: 'transient',
  });
  expect(failureOfTask({ ...failed, error_message: 'Said so.' })?.message).toBe('Said so.');
});

test('what is not classified, or in words that nobody knows, is unknown, the user’s, and not retryable', () => {
  const unknown = { class: 'unknown', by: 'user', retryable: false };
  expect(failureOfTask({ ...failed, error_classification: null })).toMatchObject(unknown);
  expect(failureOfTask({ ...failed, error_classification: { ...found, category: 'weather' } })).toMatchObject(unknown);
  expect(failureOfTask({ ...failed, error_classification: { ...found, errorClass: 'nobody' } })).toMatchObject(unknown);
  expect(failureOfTask({ ...failed, error_classification: { ...found, title: '…' } })?.code).toBe('UNKNOWN');
});

test('a time limit is a timeout whatever else is said; a finished task has no failure', () => {
  expect(failureOfTask({ ...failed, status: 'TIMED_OUT' })).toMatchObject({ class: 'timeout', by: 'transient' });
  expect(failureOfTask({ ...failed, status: 'TIMED_OUT', error_classification: null })).toMatchObject({
    class: 'timeout',
    code: 'TIMEOUT',
  });
  expect(
    failureOfTask({ ...failed, status: 'COMPLETED', build_passed: false, error_message: 'verifier "x" failed' }),
  ).toMatchObject({
    class: 'verification',
    message: 'verifier "x" failed',
  });
  expect(failureOfTask({ ...failed, status: 'COMPLETED', build_passed: true })).toBeNull();
  expect(failureOfTask({ ...failed, status: 'RUNNING' })).toBeNull();
});

test('a rejected create is the request’s fault, unless it was a conflict', () => {
  expect(failureOfRejection({ status: 422, code: 'X', message: 'm' })).toEqual({
    class: 'rejected',
    code: 'X',
    message: 'm',
    retryable: false,
    by: 'user',
  });
  expect(failureOfRejection({ status: 409, code: 'Y', message: 'm' })).toMatchObject({ class: 'unknown', by: 'service' });
});

test('a request that could not be made has the class that it was given', () => {
  const rejection = { status: 422, code: 'DESCRIPTION_TOO_LONG', message: 'm', class: 'config' } as const;
  expect(failureOfRejection(rejection)).toEqual({
    class: 'config',
    code: 'DESCRIPTION_TOO_LONG',
    message: 'm',
    retryable: false,
    by: 'user',
  });
});
