import { problemOfGlob } from '../../contracts/glob-bounds.ts';

test.each([
  '{spec.md,specs/**/spec.md}',
  'docs/*-*.md',
  '**/*/**/*',
  'a/[ab]?.md',
  '{a,{b,c}}/*',
  '\\{a',
  '{*a*,*b}/{**,*c*}/**',
  '\\*a*b*',
  '{a}',
  '[0-9][0-9]'.repeat(10),
])('%s fits', (glob) => {
  expect(problemOfGlob(glob)).toBeUndefined();
});

test.each([
  ['*a*b*', 'in one name'],
  ['docs/{x,*a*b*}', 'in one name'],
  ['a***', 'in one name'],
  ['{*a,x}{*b,x}{*c,x}', 'in one name'],
  ['{{*a,b}*,c}*', 'in one name'],
  ['{1..100000}', 'without ".."'],
  ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', '100 alternatives'],
  ['{a},b,c}'.repeat(12), 'close each brace'],
  ['acme/{auth,users', 'close each brace'],
  ['['.repeat(21), 'more than 20 ['],
])('%s does not', (glob, why) => {
  expect(problemOfGlob(glob)).toContain(why);
});
