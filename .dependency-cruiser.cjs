/** The layers (docs/architecture.md), one rule each with its reason. An arrow that is not allowed here fails `npm run check`. */
const layers = ['bin', 'lib', 'core', 'contracts', 'adapters', 'lambdas', 'worker', 'local', 'cli', 'demo', 'bench'];

const layer = (name, allowed, reason) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: reason,
  from: { path: `^${name}/` },
  to: { path: `^(${layers.filter((each) => each !== name && !allowed.includes(each)).join('|')})/` },
});

module.exports = {
  forbidden: [
    layer('core', [], 'The domain is read, tested and reasoned about alone.'),
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'The domain is a function of its arguments: no packages and no Node.js, so no clock, no network, no randomness.',
      from: { path: '^core/' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-peer', 'core'] },
    },
    layer('contracts', ['core'], 'What crosses a boundary is data about the domain; it knows nothing of who reads it.'),
    layer('adapters', ['contracts', 'core'], 'An adapter serves any handler, so it knows none.'),
    layer(
      'lambdas',
      ['adapters', 'contracts', 'core'],
      'A function is deployed alone: it sees ports, never a worker, a CLI or a runtime.',
    ),
    {
      name: 'no-function-imports-another',
      severity: 'error',
      comment: 'Each function is bundled and permitted by itself; what two share lies beside them or in adapters.',
      from: { path: '^lambdas/([^/]+)/' },
      to: { path: '^lambdas/[^/]+/', pathNot: '^lambdas/$1/' },
    },
    layer(
      'worker',
      ['adapters', 'contracts', 'core'],
      'A worker is a process of its own: it shares stores with the functions, not code.',
    ),
    layer('lib', ['contracts', 'core'], 'Infrastructure names functions by path; importing one would run it at synthesis.'),
    layer('bin', ['lib', 'contracts', 'core'], 'The CDK app only puts stacks together.'),
    layer(
      'local',
      ['contracts', 'core'],
      'The runtime loads functions by file path, as the cloud does; an import would be a second way.',
    ),
    layer(
      'cli',
      ['contracts', 'core', 'local', 'worker'],
      'The CLI is a client of the API; it reaches the backend only by starting it.',
    ),
    {
      name: 'cli-starts-local-and-worker-only-in-their-commands',
      severity: 'error',
      comment:
        'Every other command must work, and start fast, without the runtime. The doctor asks the worker what this machine gives it.',
      from: { path: '^cli/', pathNot: '^cli/(commands/(local|worker)|doctor/check-namespace)\\.ts$' },
      to: { path: '^(local|worker)/' },
    },
    layer(
      'bench',
      ['contracts', 'core', 'adapters', 'worker', 'lib', 'local'],
      'The bench measures the product from outside, with a worker and a runtime of its own.',
    ),
    layer('demo', ['contracts'], 'The demo is a user: it runs the binary.'),
    {
      name: 'nothing-imports-tests',
      severity: 'error',
      comment: 'What the product needs is not a test.',
      from: { pathNot: '^test/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one, or three.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'A file that nobody imports and that is no entry is left over.',
      from: { orphan: true, pathNot: ['^test/', '\\.(c?js|json|d\\.ts)$', '^cli/commands/', '^docs/'] },
      to: {},
    },
    {
      name: 'no-dev-dependencies-at-runtime',
      severity: 'error',
      comment: 'What a user runs is installed without development tools.',
      from: { path: '^(core|contracts|adapters|lambdas|worker|local|cli)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '^node_modules/(@types|node)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
