/** The layers (docs/architecture.md), one rule each with its reason. An arrow that is not allowed here fails `npm run check`. */
const layers = [
  'bin',
  'lib',
  'core',
  'contracts',
  'adapters',
  'tasks',
  'lambdas',
  'worker',
  'local',
  'cli',
  'web',
  'demo',
  'bench',
  'smoke',
];

const layer = (name, allowed, reason) => ({
  name: `${name}-imports`,
  severity: 'error',
  comment: reason,
  from: { path: `^${name}/` },
  to: { path: `^(${layers.filter((each) => each !== name && !allowed.includes(each)).join('|')})/` },
});

/**
 * One room of a layer: what it may import of the other rooms beside it. Floors: no circle, and no arrow that runs back.
 * Files that stand in the layer itself are the layer's own words, which every room may read, unless a rule below says otherwise.
 */
const room = (folder, name, allowed, reason) => ({
  name: `${folder}-${name}-imports`,
  severity: 'error',
  comment: reason,
  from: { path: `^${folder}/${name}/` },
  to: { path: `^${folder}/[^/]+/`, pathNot: `^${folder}/(${[name, ...allowed].join('|')})/` },
});

/** The files of a layer that stand in no room know none of its rooms; `entries` are the doors, which may. */
const words = (folder, entries, reason) => ({
  name: `${folder}-words-know-no-room`,
  severity: 'error',
  comment: reason,
  from: { path: `^${folder}/[^/]+\\.ts$`, pathNot: `^${folder}/(${entries.join('|')})\\.ts$` },
  to: { path: `^${folder}/[^/]+/` },
});

/** Nothing behind a door opens it from inside. */
const doors = (folder, entries, reason) => ({
  name: `${folder}-doors-open-from-outside`,
  severity: 'error',
  comment: reason,
  from: { path: `^${folder}/`, pathNot: `^${folder}/(${entries.join('|')})\\.[jt]s$` },
  to: { path: `^${folder}/(${entries.join('|')})\\.[jt]s$` },
});

/** Packages that only some layers use; tests may use all of them. */
const packages = (name, pattern, users, reason) => ({
  name: `${name}-only-in-${users.join('-and-')}`,
  severity: 'error',
  comment: reason,
  from: { pathNot: `^(${[...users, 'test'].join('|')})/` },
  // A package that has types only is not resolved: its path is its name.
  to: { path: `^(node_modules/)?(${pattern})(/|$)` },
});

/** The only packages that a layer uses. */
const nothingBut = (name, allowed, reason) => ({
  name: `${name}-packages`,
  severity: 'error',
  comment: reason,
  from: { path: `^${name}/` },
  to: { path: '^node_modules/', pathNot: `^node_modules/(${allowed.join('|')})/` },
});

const rooms = [
  words('core', ['transition'], 'A status, a failure or a policy means the same in every room.'),
  doors('core', ['transition'], 'Everything that a turn needs is below the one function that decides it.'),
  room('core', 'text', [], 'A text is cut, cleaned or counted without knowing of fleets.'),
  room('core', 'graph', ['text'], 'What depends on what follows from edges and statuses, whoever asks.'),
  room('core', 'batches', ['graph', 'text'], 'A list of tasks is read and divided without knowing of fleets.'),
  room('core', 'groups', ['text'], 'What targets have in common follows from what each of them made or said.'),
  room('core', 'steps', ['text'], 'What follows a step is decided from the step and its end, without knowing of a ledger.'),
  room('core', 'ledger', ['steps', 'graph', 'text'], 'The state and what can be read from it know nothing of what changes them.'),
  room(
    'core',
    'turn',
    ['ledger', 'steps', 'graph', 'text'],
    'A turn decides on a ledger; which command a person gave is decided above it.',
  ),
  room(
    'core',
    'diagnosis',
    ['turn', 'steps', 'ledger', 'graph', 'text'],
    'A diagnosis says what a fleet waits for by the rules of its turns, and decides nothing about it.',
  ),
  room('core', 'commands', ['turn', 'ledger', 'steps', 'graph', 'text'], 'A command is carried out with the means of a turn.'),
  room('core', 'picture', ['graph', 'ledger', 'text'], 'A picture shows a fleet, and decides nothing about it.'),
  room(
    'core',
    'plan',
    ['ledger', 'graph', 'text'],
    'A plan tells what a submit would start; no fleet needs it once it is frozen.',
  ),

  words('contracts', ['worker-api'], 'Items, messages and settings are read by services that know no HTTP.'),
  room('contracts', 'http', [], 'The API describes itself with the contracts of what it carries.'),

  words('adapters', [], 'Ports say what is needed; an adapter says how.'),
  room('adapters', 'dynamo', [], 'A batch, a condition or a page of DynamoDB is the same for every item.'),
  room('adapters', 'fleet', ['dynamo'], "A fleet's items know nothing of tasks: what connects them is decided above."),
  room('adapters', 'task', ['dynamo'], "A task's items know nothing of fleets, except the lane that a task waits in."),
  room('adapters', 'repo', ['dynamo'], 'A repository is known before any fleet or task.'),
  room('adapters', 'secrets', ['dynamo'], 'A secret is a text with a version; what it signs or opens is decided above.'),
  room('adapters', 'webhook', [], 'A webhook is an HTTP request to a foreign address: no table is part of it.'),

  room('lambdas', 'http', [], 'A request is read, and its answer written, without knowing which API it is for.'),
  room('lambdas', 'worker-api', ['http'], 'What a worker without a role may do is decided without the API of callers.'),
  words('lambdas/api', ['handler', 'answer-request', 'handlers'], 'An answer and a request mean the same for every operation.'),
  doors(
    'lambdas/api',
    ['handler', 'answer-request', 'handlers'],
    'A handler answers one request; which one it is was found out before.',
  ),
  room('lambdas/api', 'http', [], 'What is checked before any handler runs knows nothing of what the operation does.'),
  room('lambdas/api', 'lists', [], 'A page is cut from any list in the same way.'),
  room(
    'lambdas/api',
    'fleets',
    ['lists'],
    'A fleet is submitted, read and steered without the handlers of tasks and repositories.',
  ),
  room('lambdas/api', 'tasks', ['lists'], 'A task is the same whether or not a fleet asked for it.'),
  room('lambdas/api', 'repos', ['lists'], 'A repository is known before any fleet or task.'),
  room('lambdas/api/fleets', 'read', [], 'Reading a fleet changes nothing, so it needs neither submit nor steering.'),
  room('lambdas/api/fleets', 'submit', ['read'], 'A submit answers the fleet as a read would.'),
  room('lambdas/api/fleets', 'steer', ['read'], 'A command answers the fleet as a read would.'),

  words(
    'worker',
    ['start', 'main', 'worker', 'connection', 'current-ports', 'end-worker-with-process', 'one-task', 'start-one-task'],
    'A failure or a log line means the same in every room.',
  ),
  doors(
    'worker',
    ['start', 'main', 'worker', 'connection', 'current-ports', 'end-worker-with-process', 'one-task', 'start-one-task'],
    'The process is put together once, at its start.',
  ),
  room('worker', 'text', [], 'A line is cut or cleaned without knowing of tasks.'),
  room('worker', 'runner', [], 'A runner is a process of its own: it runs commands, and knows no sandbox and no task.'),
  room('worker', 'sandbox', ['runner', 'text'], 'A sandbox knows nothing of git: what runs in it is not only git.'),
  room('worker', 'git', ['sandbox', 'text'], 'Git works on a folder and a remote; no forge is needed for a push.'),
  room('worker', 'forge', ['git', 'sandbox', 'text'], 'A forge knows where a repository is, and nothing of the task that asks.'),
  room(
    'worker',
    'agent',
    ['sandbox', 'text'],
    'How a program is asked and what it answers does not depend on the task it works for.',
  ),
  room(
    'worker',
    'task',
    ['agent', 'forge', 'git', 'sandbox', 'text'],
    'The work from clone to pull request does not know who holds the task.',
  ),
  room(
    'worker',
    'hold',
    ['task', 'agent', 'forge', 'git', 'sandbox', 'text'],
    'Holding a task means renewing its lease while the work goes on.',
  ),
  room(
    'worker',
    'remote',
    ['hold', 'sandbox'],
    'The stores of a worker without a role are an API: what is done with a task there is the same.',
  ),
  {
    name: 'one-task-knows-no-table',
    severity: 'error',
    comment:
      'A worker that does one task has no AWS role: no client of AWS is among its code (test/worker/one-task.test.ts looks at all of it).',
    from: { path: '^worker/(remote/|(start-)?one-task\\.ts)' },
    to: { path: '^(worker/(connection|current-ports|worker)\\.ts|adapters/(aws-clients|bus|.*-store|task/|repo/|fleet/))' },
  },

  words('local', ['start-runtime', 'worker-processes'], 'An error or a log line means the same in every room.'),
  doors('local', ['start-runtime', 'synthesized-app', 'worker-processes'], 'The runtime is put together once, at its start.'),
  room('local', 'server', [], 'A server does not know what it serves.'),
  room('local', 'template', [], 'A template is read before anything runs.'),
  room('local', 'folder', [], 'What lies in the folder of a runtime does not depend on what runs.'),
  room('local', 'functions', ['folder', 'template'], 'A function reaches services by its environment only.'),
  room(
    'local',
    'services',
    ['folder', 'template', 'server'],
    'A service is called over HTTP, as AWS is: it knows neither the functions that call it nor the API.',
  ),
  room(
    'local',
    'gateway',
    ['functions', 'server'],
    'It hands requests to functions, as API Gateway does, and knows no other service.',
  ),
  room(
    'local',
    'dashboard',
    ['gateway', 'folder', 'server'],
    'It stands before the gateway and hands requests on: no function, no service and no route knows of it.',
  ),
  room(
    'local',
    'deployed',
    ['gateway', 'functions', 'services', 'folder', 'template'],
    'What the template has is connected here, above everything that it connects.',
  ),
  doors(
    'local/services',
    ['embedded-services', 'memory-counts'],
    'The services are started together, and none needs another to answer.',
  ),
  room('local/services', 'front', [], 'One check of credentials stands before every service.'),
  room('local/services', 'patches', [], 'A patch goes by the inside of one library, so that an upgrade touches this room only.'),
  room('local/services', 'bus', ['front'], 'A service knows no other service. No library of this one is patched.'),
  room('local/services', 'workflow', ['front'], 'A service knows no other service. No library of this one is patched.'),
  room('local/services', 'secrets', ['front'], 'A service knows no other service. No library of this one is patched.'),
  room('local/services', 'queues', ['front', 'patches'], 'A service knows no other service. Its engine is a patched library.'),
  room('local/services', 'tables', ['front', 'patches'], 'A service knows no other service. Its engine is a patched library.'),

  room('web', 'words', [], 'A status or a sum has the same words on every screen.'),
  room('web', 'auth', [], 'How one signs in is known before anything is asked.'),
  room('web', 'api', ['auth'], 'A read is made again, and fails, without knowing who shows it.'),
  room('web', 'frame', ['api', 'auth', 'words'], 'Addresses, keys, messages and the panel are the same around every screen.'),
  room('web', 'parts', ['frame', 'api', 'words'], 'A small part knows no screen.'),
  room('web', 'diff', ['parts'], 'A diff is shown without knowing whose it is.'),
  room('web', 'commands', ['parts', 'frame', 'api', 'words'], 'Every screen asks for a command in the same way.'),
  room(
    'web',
    'reasons',
    ['commands', 'parts', 'frame', 'words'],
    'What helps a fleet is the same on its page, in the inbox and with its repository.',
  ),
  room('web', 'phases', ['parts', 'api', 'words'], 'The phases of a fleet look the same on its page and with its repository.'),
  room(
    'web',
    'targets',
    ['commands', 'diff', 'parts', 'frame', 'api', 'words'],
    'The targets of a fleet are a part of its page.',
  ),
  room(
    'web',
    'changes',
    ['commands', 'diff', 'parts', 'frame', 'api', 'words'],
    'The changes of a fleet are a part of its page.',
  ),
  room('web', 'graph', ['parts', 'frame', 'api', 'words'], 'A picture of a fleet decides nothing about it.'),
  room('web', 'timeline', ['parts', 'api', 'words'], 'A picture of a fleet decides nothing about it.'),
  room(
    'web',
    'fleet',
    ['changes', 'graph', 'targets', 'timeline', 'phases', 'reasons', 'commands', 'parts', 'frame', 'api', 'words'],
    'A screen knows no other screen.',
  ),
  room('web', 'fleets', ['parts', 'frame', 'api', 'words'], 'A screen knows no other screen.'),
  room('web', 'inbox', ['reasons', 'parts', 'frame', 'api', 'words'], 'A screen knows no other screen.'),
  room('web', 'repos', ['phases', 'reasons', 'commands', 'parts', 'frame', 'api', 'words'], 'A screen knows no other screen.'),
  room('web', 'settings', ['parts', 'frame', 'api'], 'A screen knows no other screen.'),
  room('web', 'submit', ['parts', 'frame', 'api'], 'A screen knows no other screen.'),

  words('cli/render', [], 'A mark, a cut or a view means the same in every rendering.'),
  room('cli/render', 'rows', [], 'A table of rows knows nothing of the picture of a fleet.'),
  room('cli/render', 'fleet', ['rows'], 'The picture of a fleet may hold rows.'),
  {
    name: 'cli-render-is-pure',
    severity: 'error',
    comment: 'What is shown is a function of the data and the view: a rendering asks no API, reads no file and ends no process.',
    from: { path: '^cli/render/' },
    to: { path: '^cli/(api|commands|steering|submit|watch)/' },
  },
];

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
    layer('tasks', ['adapters', 'contracts', 'core'], 'The rules of a task serve the API, the fleet and the worker alike.'),
    layer(
      'lambdas',
      ['tasks', 'adapters', 'contracts', 'core'],
      'A function is deployed alone: it sees ports, never a worker, a CLI or a runtime.',
    ),
    {
      name: 'no-function-imports-another',
      severity: 'error',
      comment:
        'Each function is bundled and permitted by itself; what two share lies beside them, in lambdas/http or in adapters.',
      from: { path: '^lambdas/([^/]+)/' },
      to: { path: '^lambdas/[^/]+/', pathNot: '^lambdas/($1|http)/' },
    },
    layer(
      'worker',
      ['tasks', 'adapters', 'contracts', 'core'],
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
        'Every other command must work, and start fast, without the runtime. The doctor asks the worker what this machine gives it, and an import of an organisation asks the forge as a worker does.',
      from: {
        path: '^cli/',
        pathNot: '^cli/(commands/(local|worker)|doctor/check-(agents|sandbox)|repo-import/ask-forge)\\.ts$',
      },
      to: { path: '^(local|worker)/' },
    },
    layer(
      'bench',
      ['contracts', 'core', 'adapters', 'tasks', 'worker', 'lib', 'local', 'web'],
      'The bench measures the product from outside, with a worker and a runtime of its own.',
    ),
    layer(
      'smoke',
      ['contracts', 'core', 'lib'],
      'The smoke test is a user of a deployed stage: it knows its settings, and runs the binary and a worker.',
    ),
    layer('web', ['contracts', 'core'], 'The dashboard is a client of the API: it sees what every client sees.'),
    layer('demo', ['contracts'], 'The demo is a user: it runs the binary.'),
    ...rooms,
    nothingBut('contracts', ['zod', 'fastest-levenshtein'], 'Contracts are part of every program, the smallest client included.'),
    nothingBut('tasks', ['zod'], 'The rules of a task reach the outside through ports only.'),
    packages(
      'aws-sdk',
      '@aws-sdk/.+|@smithy/.+',
      ['adapters', 'local', 'smoke'],
      'AWS is called by adapters, for which a test has twins; the runtime sets up the services that it starts, and the smoke test looks at those of AWS.',
    ),
    packages(
      'lambda',
      '@middy/.+|aws-lambda',
      ['lambdas'],
      'Only a function has a Lambda event; what it decides is called with data.',
    ),
    packages(
      'telemetry',
      '@aws-lambda-powertools/.+',
      ['lambdas', 'worker'],
      'A function and a worker write structured logs; everything below them answers values or throws.',
    ),
    packages(
      'cdk',
      'aws-cdk-lib|constructs|esbuild',
      ['lib', 'bin', 'web'],
      'What is deployed is described and bundled in one place; the page is built by its own program.',
    ),
    packages(
      'page',
      'react|react-dom|wouter|@cloudscape-design/.+|@tanstack/.+|@codemirror/.+',
      ['web'],
      'Only the dashboard is shown in a browser.',
    ),
    {
      name: 'web-logic-is-plain',
      severity: 'error',
      comment:
        'What decides is tested without a browser: React is used by components, and by files that are named after their hook.',
      from: { path: '^web/.*[.]ts$', pathNot: '/use-[a-z-]+[.]ts$' },
      to: { path: '^node_modules/(react|react-dom|wouter|@cloudscape-design)/' },
    },
    packages(
      'engines',
      'aws-local-stepfunctions|dynalite|fauxqs|json-rpc-2.0',
      ['local'],
      'An engine that stands in for a service of AWS is part of the embedded runtime.',
    ),
    packages(
      'openid-client',
      'openid-client|proper-lockfile',
      ['cli', 'smoke'],
      'Only the command line signs a person in, and keeps what that brings; the smoke test signs in as a machine.',
    ),
    packages('oclif', '@oclif/.+|log-update', ['cli'], 'Only the command line has commands and a terminal.'),
    packages(
      'octokit',
      '@octokit/.+',
      ['worker', 'lambdas', 'bench'],
      'A worker has the credential of a forge, or a function that makes one for it; the bench compares a worker with the library alone.',
    ),
    packages(
      'answers',
      'ajv|re2js',
      ['worker'],
      'Answers are checked where they are given; a schema is bounded before, without a validator.',
    ),
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
      comment: 'A file that no other imports and that is no entry is left over.',
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
      extensions: ['.ts', '.tsx', '.js', '.cjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
