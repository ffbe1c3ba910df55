import fc from 'fast-check';
import { createSecrets } from '../../../worker/sandbox/secrets.ts';
import { createTaskOutput } from '../../../worker/sandbox/task-output.ts';

const outputWith = (...values: string[]) => {
  const secrets = createSecrets();
  secrets.add(...values);
  return createTaskOutput(secrets);
};

test('what may be the beginning of a secret is held back until more is printed, or nothing more will be', () => {
  const output = outputWith('s3cr3t');
  output.append('my token s3c');
  expect(output.takeNew()).toBe('my token ');
  output.append('r3t, and s3');
  expect(output.takeNew()).toBe('***, and ');
  output.append('lf\n');
  expect(output.takeNew()).toBe('s3lf\n');
  expect(output.takeNew()).toBe('');
  output.append('end s3c');
  expect([output.takeRest(), output.takeRest()]).toEqual(['end s3c', '']);
  expect(output.text()).toBe('my token ***, and s3lf\nend s3c');
});

test('a whole secret whose end may begin another is held back with it', () => {
  const output = outputWith('abcdef', 'efghijkl');
  output.append('x abcdef');
  expect(output.takeNew()).toBe('x ');
  output.append('ghijkl y');
  expect(output.takeNew()).toBe('abcd*** y');
});

test('a character that came in two chunks is whole, and a secret of many lines is masked', () => {
  const key = '-----BEGIN KEY-----\nMIIB\n-----END KEY-----\n';
  const output = outputWith(key);
  const bytes = Buffer.from(`🚀 ${key}`);
  output.append(bytes.subarray(0, 2));
  expect(output.takeNew()).toBe('');
  output.append(bytes.subarray(2, 30));
  expect(output.takeNew()).toBe('🚀 ');
  output.append(bytes.subarray(30));
  expect(output.takeNew()).toBe('***');
});

test('taken pieces are the masked text, wherever they are taken', () => {
  const word = fc.constantFrom('aaaaaa', 'aa', 'secret-one', 'one-secret', 'secret-', 'one', '-', 'é', '🚀', '\n');
  fc.assert(
    fc.property(fc.array(fc.tuple(word, fc.boolean()), { maxLength: 40 }), (printed) => {
      const secrets = createSecrets();
      secrets.add('aaaaaa', 'secret-one', 'one-secret');
      const output = createTaskOutput(secrets);
      let taken = '';
      for (const [text, take] of printed) {
        output.append(text);
        if (take) taken += output.takeNew();
      }
      taken += output.takeRest();
      expect(taken).toBe(secrets.mask(printed.map(([text]) => text).join('')));
    }),
  );
});

test('of much output the end is kept, and a secret at any place of it is masked', () => {
  const output = outputWith('secret-of-a-forge');
  const line = `${'x'.repeat(700)} secret-of-a-forge\n`;
  for (let n = 0; n < 3_000; n += 1) for (const half of [line.slice(0, 710), line.slice(710)]) output.append(half);
  const text = output.text();
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(256 * 1024);
  expect(Buffer.byteLength(text)).toBeGreaterThan(255 * 1024);
  expect(text.replaceAll(/x|\*\*\*|\s/g, '')).toBe('');
  expect(output.takeRest()).toBe(text);
});

test('memory stays bounded where secrets overlap each other without end', () => {
  const output = outputWith('aaaaaa');
  for (let n = 0; n < 600; n += 1) output.append('a'.repeat(1_000));
  expect(output.takeNew()).not.toBe('');
});
