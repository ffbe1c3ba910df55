import { createSecrets } from '../../../worker/sandbox/secrets.ts';

const base64 = (text: string): string => Buffer.from(text).toString('base64');

test.each(['', 'u:', 'me:', 'you:'])('a secret in Base64 is masked wherever it begins: after "%s"', (before) => {
  const secrets = createSecrets();
  secrets.add('sk-?s3cr3t>');
  for (const after of ['', '\n', ' and more']) {
    const encoded = base64(`${before}sk-?s3cr3t>${after}`);
    expect(secrets.mask(`Basic ${encoded}`)).toMatch(/^Basic .{0,6}\*\*\*/);
    expect(secrets.mask(encoded.replaceAll('+', '-').replaceAll('/', '_'))).toContain('***');
  }
  expect(secrets.mask(base64(`${before}another text`))).toBe(base64(`${before}another text`));
});
