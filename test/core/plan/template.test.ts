import fc from 'fast-check';
import { measureTemplate, renderTemplate, takeApart } from '../../../core/plan/template.ts';

const values = {
  repo: 'acme/auth',
  group: 'default',
  path: 'auth',
  params: { go: '1.24', nested: '{{repo}}', dollars: "$& $1 $'", n: 3, yes: false },
  vars: { port: '8080', empty: '' },
};

describe('renderTemplate', () => {
  test.each([
    ['nothing to replace', 'nothing to replace'],
    ['{{repo}} {{owner}} {{name}} {{group}} {{path}}', 'acme/auth acme auth default auth'],
    ['go {{params.go}} on {{vars.port}}', 'go 1.24 on 8080'],
    ['{{ repo }}/{{  params.go}}', 'acme/auth/1.24'],
    ['{{params.n}} {{params.yes}}', '3 false'],
    ['<{{vars.empty}}>', '<>'],
    // Values are text: neither expanded again nor read as a replacement pattern.
    ['{{params.nested}}', '{{repo}}'],
    ['{{params.dollars}}', "$& $1 $'"],
    ['{repo} { {repo} } {{', '{repo} { {repo} } {{'],
  ])('%s', (template, text) => {
    expect(renderTemplate(template, values)).toEqual({ ok: true, text });
  });

  test.each([
    ['{{repos}}', ['repos']],
    ['{{params.missing}} {{vars.go}}', ['params.missing', 'vars.go']],
    ['{{oops}} {{oops}}', ['oops']],
    ['{{}}', ['']],
    ['{{constructor}} {{params.constructor}} {{vars.__proto__}}', ['constructor', 'params.constructor', 'vars.__proto__']],
    ['{{.Go.Template}}', ['.Go.Template']],
  ])('%s stands for nothing', (template, unknown) => {
    expect(renderTemplate(template, values)).toEqual({ ok: false, unknown });
  });

  test.each([
    ['blanks that no brace follows', `{{${' '.repeat(1_000_000)}`],
    ['braces that nothing closes', '{{'.repeat(500_000)],
    ['names that nothing closes', '{{ a '.repeat(200_000)],
  ])('reads a million %s', (_, template) => {
    expect(renderTemplate(template, values)).toEqual({ ok: true, text: template });
  });
});

test('measuring says what rendering would make', () => {
  const part = fc.constantFrom(
    '{{repo}}',
    '{{ vars.port }}',
    '{{vars.empty}}',
    '{{params.n}}',
    '{{oops}}',
    '{{',
    '}',
    ' ',
    '\n',
    'x',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), (parts) => {
      const template = parts.join('');
      const rendered = renderTemplate(template, values);
      const expected = rendered.ok ? { ok: true, length: rendered.text.length, isBlank: rendered.text.trim() === '' } : rendered;
      expect(measureTemplate(takeApart(template), values)).toEqual(expected);
    }),
  );
});
