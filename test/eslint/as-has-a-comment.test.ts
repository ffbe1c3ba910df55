import { Linter, type Rule } from 'eslint';
import tseslint from 'typescript-eslint';
import * as z from 'zod';

const rule = new URL('../../eslint/as-has-a-comment.js', import.meta.url).href;
const { asHasAComment } = z.object({ asHasAComment: z.custom<Rule.RuleModule>() }).parse(await import(rule));

const linter = new Linter();
const linesFound = (code: string): number[] =>
  linter
    .verify(
      code,
      [
        {
          files: ['**/*.ts'],
          languageOptions: { parser: tseslint.parser },
          plugins: { own: { rules: { 'as-has-a-comment': asHasAComment } } },
          rules: { 'own/as-has-a-comment': 'error' },
        },
      ],
      'file.ts',
    )
    .map(({ line }) => line);

test('an assertion needs a comment on its line or the line above', () => {
  expect(linesFound('const a = b as string;')).toEqual([1]);
  expect(linesFound('// Too far away.\n\nconst a = b as string;')).toEqual([3]);
  expect(linesFound('// True, for a reason.\nconst a = b as string;')).toEqual([]);
  expect(linesFound('const a = b as string; // True, for a reason.')).toEqual([]);
  expect(linesFound('/**\n * True, for a reason.\n */\nconst a = b as string;')).toEqual([]);
});

test('of an assertion over several lines either end may have it', () => {
  const over = (before: string, within: string): string => `const a =${before}\n  b(\n    c,${within}\n  ) as string;`;
  expect(linesFound(over(' // True.', ''))).toEqual([]);
  expect(linesFound(over('', ''))).toEqual([2]);
});

test('as const and as unknown assert nothing; what is asserted of them does', () => {
  expect(linesFound("const a = ['b'] as const;\nconst c = d as unknown;")).toEqual([]);
  expect(linesFound('const a = b as unknown as string;')).toEqual([1]);
});
