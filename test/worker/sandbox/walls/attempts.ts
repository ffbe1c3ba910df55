/**
 * What a command tries to reach, and in which sandbox it gets there. The table of docs/security.md says the same (test/docs), and
 * keeps-out.long.ts tries every cell.
 */
export const sandboxes = ['none', 'none, own processes', 'network: off', 'network: list', 'network: on', 'runner'] as const;
export type SandboxName = (typeof sandboxes)[number];

export interface Attempt {
  /** The row of the table. */
  readonly what: string;
  /** The sandboxes in which it is reached. */
  readonly reachedIn: readonly SandboxName[];
  /** Shell commands that try it, each in another way. One that gets there prints `reached`. */
  readonly ways?: readonly string[];
  /** The test that tries it instead. */
  readonly triedBy?: string;
  /** Connections that try it: kind, and where to. */
  readonly calls?: readonly Call[];
}

/** `http` goes through the proxy where there is one, the others directly. `$NAME` is a variable of the command. */
export type Call = readonly [kind: 'tcp' | 'udp' | 'unix' | 'http', to: string];

const unwalled: readonly SandboxName[] = ['none', 'none, own processes'];
/** A runner closes no network: its security group does, which no machine has. */
const openNetwork: readonly SandboxName[] = [...unwalled, 'runner'];
/** Where no process namespace hides other processes. */
const bare: readonly SandboxName[] = ['none'];

/** A file that holds the secret of the test. */
const reads = (path: string): string => `grep -qs s3cret-of-test "${path}" && echo reached`;
/** A file that can be made. */
const writes = (path: string): string => `(echo x > "${path}") 2> /dev/null && rm "${path}" && echo reached`;
/** What the worker's own process tells of itself: an id may be that of another process in a namespace. */
const isWorker = 'cat "/proc/$WORKER/cmdline" 2> /dev/null | tr "\\0" " " | grep -q "$WORKER_WORD"';
/** Tried where a sandbox must refuse them. Elsewhere they are the business of the network that the test runs in. */
const metadata = ['169.254.169.254', '2852039166', '0xa9fea9fe', '[::ffff:a9fe:a9fe]', '10.0.0.1', '[fd00:ec2::254]'];

export const attempts: readonly Attempt[] = [
  {
    what: 'read files in the HOME of the worker',
    reachedIn: unwalled,
    ways: [reads('$WORKER_HOME/.netrc'), reads('/proc/1/root$WORKER_HOME/.netrc'), reads('/proc/self/cwd/../../home/.netrc')],
  },
  {
    what: "read or change the runtime's data, its keys and the configuration",
    reachedIn: unwalled,
    ways: [reads('$RUNTIME/runtime.json'), reads('$CONFIG/credentials.json'), writes('$CONFIG/worker.yaml.new')],
  },
  {
    what: "read a file that the worker's variables name as its credentials",
    reachedIn: unwalled,
    ways: [reads('$CREDENTIALS')],
  },
  {
    what: 'read what only root may read, such as the variables of a service',
    reachedIn: unwalled,
    ways: [reads('$SERVICES/unit.env'), reads('$SERVICES/keys/private')],
  },
  {
    what: 'read the variables of the worker',
    reachedIn: bare,
    ways: [`${isWorker} && [ "$(wc -c < "/proc/$WORKER/environ")" -gt 0 ] && echo reached`],
  },
  {
    what: 'read the variables of a neighbour',
    reachedIn: bare,
    ways: ['cat /proc/[0-9]*/environ 2> /dev/null | grep -aqs "NEIGHBOUR_KEY=" && echo reached'],
  },
  {
    what: 'see other processes',
    reachedIn: bare,
    ways: ['cat /proc/[0-9]*/cmdline 2> /dev/null | tr "\\0" " " | grep -aqs "[s]leep $NEIGHBOUR_SLEEPS" && echo reached'],
  },
  { what: 'end the worker', reachedIn: bare, ways: [`${isWorker} && kill -0 "$WORKER" 2> /dev/null && echo reached`] },
  {
    what: 'leave a process behind',
    reachedIn: bare,
    // keeps-out.long.ts looks whether it is still there.
    ways: ['(cd / && setsid env -i sleep "$LEFT") > /dev/null 2>&1 & sleep 0.2'],
  },
  {
    what: 'read or change the sandbox of a neighbour',
    reachedIn: unwalled,
    ways: [reads('$NEIGHBOUR/repo/mine'), writes('$NEIGHBOUR/repo/new')],
  },
  {
    what: "read or change the worker's own folder of the task",
    reachedIn: unwalled,
    ways: [reads('$WORKER_FOLDER/git'), writes('$WORKER_FOLDER/new')],
  },
  {
    what: 'write outside of its folder',
    reachedIn: unwalled,
    ways: [writes('$OUTSIDE/new'), 'ln -sfn "$OUTSIDE" link; (echo x > link/new) 2> /dev/null && rm link/new && echo reached'],
  },
  { what: 'change the code of the product', reachedIn: unwalled, ways: [writes('$PRODUCT/.cache/attempt-of-$WORKER')] },
  {
    what: 'use the socket of a daemon, such as Docker',
    reachedIn: unwalled,
    calls: [
      ['unix', '$DAEMON'],
      ['unix', '$HIDDEN_DAEMON'],
    ],
  },
  {
    what: 'reach the tables, queues and API of the runtime',
    reachedIn: openNetwork,
    calls: [
      ['tcp', '127.0.0.1:$RUNTIME_PORT'],
      ['http', 'http://127.0.0.1:$RUNTIME_PORT/'],
      ['http', 'http://localhost:$RUNTIME_PORT/'],
    ],
  },
  {
    what: 'reach this machine, its network, or the metadata service of its cloud',
    reachedIn: openNetwork,
    calls: [
      ['tcp', '127.0.0.2:$PRIVATE_PORT'],
      ['http', 'http://127.0.0.2:$PRIVATE_PORT/'],
      ...metadata.map((host): Call => ['http', `http://${host}/`]),
    ],
  },
  {
    what: 'reach a host of `allow_hosts`',
    reachedIn: [...openNetwork, 'network: list', 'network: on'],
    calls: [['http', 'http://127.0.0.4:$LISTED_PORT/']],
  },
  {
    what: 'reach any other public host',
    reachedIn: [...openNetwork, 'network: on'],
    calls: [['http', 'http://127.0.0.3:$PUBLIC_PORT/']],
  },
  {
    what: 'reach a host without the proxy',
    reachedIn: openNetwork,
    calls: [
      ['tcp', '127.0.0.3:$PUBLIC_PORT'],
      ['tcp', '127.0.0.4:$LISTED_PORT'],
    ],
  },
  { what: 'ask a DNS server, or send any other datagram', reachedIn: openNetwork, calls: [['udp', '127.0.0.1:$UDP_PORT']] },
  {
    what: 'read the rest of the system, such as `/etc/passwd`',
    reachedIn: sandboxes,
    ways: ['grep -q root /etc/passwd && echo reached'],
  },
  {
    what: 'put a known secret into a commit',
    reachedIn: [],
    triedBy: 'test/worker/task/secret-in-the-change.test.ts',
  },
  { what: 'read the key of its own agent', reachedIn: sandboxes, ways: ['[ "$AGENT_KEY" = k3y ] && echo reached'] },
];

export const cell = ({ reachedIn }: Attempt, sandbox: SandboxName): string =>
  reachedIn.includes(sandbox) ? 'reached' : 'kept out';
