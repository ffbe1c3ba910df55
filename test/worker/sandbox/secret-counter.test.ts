import { createSecretCounter } from '../../../worker/sandbox/secret-counter.ts';

const counted = (forms: readonly string[], ...parts: readonly string[]): readonly number[] => {
  const counter = createSecretCounter(forms);
  for (const part of parts) counter.add(Buffer.from(part));
  return counter.counts();
};

test('counts each form', () => {
  expect(counted(['s3cr3t', 'other!'], 'a s3cr3t and s3cr3t, other!')).toEqual([2, 1]);
  expect(counted(['s3cr3t'], 'nothing')).toEqual([0]);
  expect(counted([], 'nothing')).toEqual([]);
});

test('counts what lies across parts once, however the bytes are cut', () => {
  const forms = ['s3cr3t', 'a-much-longer-secret', 'äöü\nx'];
  const text = 's3cr3t a-much-longer-secret s3cr3ts3cr3t äöü\nx a-much-longer-s3cr3t';
  const bytes = Buffer.from(text);
  for (const size of [1, 2, 3, 5, 7, 19, 20, 21, 1_000]) {
    const counter = createSecretCounter(forms);
    for (let at = 0; at < bytes.length; at += size) counter.add(bytes.subarray(at, at + size));
    expect([size, counter.counts()]).toEqual([size, [4, 1, 1]]);
  }
});

test('counts those that overlap', () => {
  expect(counted(['ababab'], 'abababab')).toEqual([2]);
  expect(counted(['ababab'], 'abab', 'abab')).toEqual([2]);
});

test('blanks and line breaks do not count', () => {
  expect(counted(['czNjcjN0LWtleQ'], '  czNjcj\n  N0LWtl', '\r\n\teQ==')).toEqual([1]);
  expect(counted(['-----BEGIN\nabcdef'], '  -----BEGIN\r\n  abc', 'def')).toEqual([1]);
});
