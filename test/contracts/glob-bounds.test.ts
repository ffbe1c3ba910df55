import { problemOfGlob } from '../../contracts/glob-bounds.ts';

test.each(['{spec.md,specs/**/spec.md}', 'docs/*-*.md', '**/*/**/*', 'a/[ab]?.md', '{a,{b,c}}/*'])('%s fits', (glob) => {
  expect(problemOfGlob(glob)).toBeUndefined();
});

test.each([
  ['*a*b*', 'in one name'],
  ['docs/{x,*a*b*}', 'in one name'],
  ['a***', 'in one name'],
  ['{1..100000}', 'without ".."'],
  ['{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}', '100 alternatives'],
])('%s does not', (glob, why) => {
  expect(problemOfGlob(glob)).toContain(why);
});
