import reactHooks from 'eslint-plugin-react-hooks';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';
import { asHasAComment } from './eslint/as-has-a-comment.js';

/** State that one file writes, the door to it. A cast would open a second door: `readonly` alone does not refuse it. */
const writes = (member) => [
  `AssignmentExpression[left.object.property.name="${member}"][left.computed=true]`,
  `AssignmentExpression[left.property.name="${member}"][left.computed=false]`,
  `TSAsExpression[expression.property.name="${member}"]`,
];
const guarded = (selectors, message) => selectors.map((selector) => ({ selector, message }));
const targetStatuses = guarded(
  writes('statuses'),
  'A target changes its status through moveTarget (core/turn/move.ts), which refuses a move that the table of moves does not have.',
);
const marks = guarded(
  writes('owed'),
  'What is owed for a target is marked with owe, oweInstead or clearMark (core/turn/marks.ts): they know which mark outranks which.',
);
const fleetStatus = guarded(
  ['AssignmentExpression[left.object.name="draft"][left.property.name=/^(status|pausedAt|finishedAt)$/][left.computed=false]'],
  'A fleet changes its status through moveFleet (core/turn/move.ts), together with the fields that belong to the status.',
);
const restricted = (files, ...rules) => ({ files, rules: { 'no-restricted-syntax': ['error', ...rules.flat()] } });

export default tseslint.config(
  { ignores: ['**/*.js', '**/*.cjs', '.cache/**', 'cdk.out/**'] },
  ...tseslint.configs.strictTypeChecked,
  regexp.configs['flat/recommended'],
  {
    plugins: { bgagent: { rules: { 'as-has-a-comment': asHasAComment } } },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Everything that a file takes from a module stands in one statement, its types marked as such.
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'no-duplicate-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // A caller's text is read in a time that grows with its length and no faster.
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { ignoreSticky: false, report: 'potential' }],
      // The patterns of the contracts stand in the API's description too, which has no flags.
      'regexp/prefer-w': 'off',
      'regexp/use-ignore-case': 'off',
      'regexp/no-unused-capturing-group': 'off',
      // Output for terminals has escapes.
      'no-control-regex': 'off',
      // The compiler believes an assertion; a reader wants to know why it is true.
      'bgagent/as-has-a-comment': 'error',
      // On a line of its own, a second statement looks as if it belonged to the condition.
      curly: ['error', 'multi-line'],
      // Ways through a function. `??` and `?.` count too, so the bound leaves room for a record with many optional fields.
      complexity: ['error', 16],
      'max-params': ['error', 4],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['cli/**'],
    ignores: ['cli/output/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: 'CallExpression[callee.property.name="write"]',
          message: 'What reaches a terminal goes through cli/output/write-text.ts, which lets no instruction to it pass.',
        },
        {
          selector: 'MemberExpression[object.name="console"]',
          message: 'What reaches a terminal goes through cli/output/write-text.ts, which lets no instruction to it pass.',
        },
      ],
    },
  },
  { files: ['web/**'], ...reactHooks.configs.flat.recommended },
  {
    files: ['web/**'],
    rules: {
      // A promise that an event handler starts ends in a message on the page.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'JSXAttribute[name.name="dangerouslySetInnerHTML"]',
          message: 'Everything that comes from repositories, agents and users is text.',
        },
        {
          selector: 'JSXAttribute[name.name="href"][value.type="JSXExpressionContainer"][value.expression.property.name=/_url$/]',
          message: 'An address that a worker has written is shown with web/parts/outside-link.tsx.',
        },
      ],
    },
  },
  restricted(['core/**', 'lambdas/**'], targetStatuses, marks, fleetStatus),
  restricted(['core/turn/move.ts'], marks),
  restricted(['core/turn/marks.ts'], targetStatuses, fleetStatus),
  {
    files: ['test/**'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      complexity: 'off',
      // Matchers and answers of the API have the type `any` or `unknown`; a test asserts their shapes all the time, and fails where one is wrong.
      'bgagent/as-has-a-comment': 'off',
    },
  },
);
