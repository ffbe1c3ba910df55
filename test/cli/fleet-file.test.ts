/** The file of `fleet submit -f`: what is said about one that cannot be read. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { accepting } from './behaviours.ts';
import { cliForEachTest } from './cli-against-server.ts';

const cli = cliForEachTest();

async function refused(content: string | Buffer, name = 'fleet.yaml'): Promise<string> {
  writeFileSync(cli().path(name), content);
  const { code, stdout, stderr } = await cli().runAlone(['fleet', 'submit', '-f', name, '--repo', 'acme/auth']);
  expect([code, stdout]).toEqual([1, '']);
  return stderr;
}

/** Each list holds the one before it nine times. */
const bomb = [
  'a: &a [x, x, x]',
  ...Array.from('bcdefghij', (key, at) => `${key}: &${key} [${`*${'abcdefghij'.charAt(at)},`.repeat(9)}]`),
];

const cases: readonly (readonly [name: string, content: string | Buffer, said: RegExp])[] = [
  [
    'broken YAML',
    'title: x\ntargets: [acme/auth\nparams: }\n',
    /^bgagent: fleet\.yaml:3:1: this is no YAML: .*Correct the file\.\n {2}fleet\.yaml:3:9: /,
  ],
  ['a key twice', 'title: x\ntitle: y\n', /^bgagent: fleet\.yaml:2:1: this is no YAML: Map keys must be unique/],
  ['broken YAML in braces', '{title: x, targets: [a}', /^bgagent: fleet\.yaml:1:23: this is no YAML: /],
  ['two documents', 'title: x\n---\ntitle: y\n', /^bgagent: fleet\.yaml:2:1: this is no YAML: .*document/],
  [
    'an alias of nothing',
    'title: x\nparams: { a: *nothing }\n',
    /^bgagent: fleet\.yaml:2:14: there is no anchor &nothing before this \*nothing\.\n$/,
  ],
  [
    'a bomb of aliases',
    bomb.join('\n'),
    /^bgagent: fleet\.yaml is refused: its aliases \(\*name\) stand for more than a request can hold/,
  ],
  ['brackets without an end', '['.repeat(50_000), /^bgagent: fleet\.yaml(?::1:\d+: this| cannot be read: it) is nested too deep/],
  ['nothing', '\n  \n', /^bgagent: fleet\.yaml is empty: write keys such as title/],
  ['a sentence', 'Update all the things.\n', /^bgagent: fleet\.yaml:1:1: this is no fleet: write keys such as title/],
  ['a list of other things', '- 1\n- 2\n', /^bgagent: fleet\.yaml:1:1: this is no fleet/],
  [
    'a picture',
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0]),
    /^bgagent: fleet\.yaml is no text in UTF-8, but a file of another kind/,
  ],
  ['NUL characters', 'title: a\0b\n', /^bgagent: fleet\.yaml is no text in UTF-8/],
  ['UTF-16', Buffer.from('\uFEFFtitle: x', 'utf16le'), /^bgagent: fleet\.yaml is text in UTF-16: save it as UTF-8\.\n$/],
  ['a huge file', '#'.repeat(16 * 1024 * 1024 + 1), /^bgagent: fleet\.yaml is larger than 16 MiB, and no request is/],
];
test.each(cases)('%s', async (_, content, said) => {
  expect(await refused(content)).toMatch(said);
});

test.each([
  ['repos.txt', 'acme/auth\nacme/users\n'],
  ['repos.json', '["acme/auth"]'],
  ['repos.yaml', '- repo: acme/auth\n  port: 80\n'],
])('a list of repositories says where it belongs: %s', async (name, content) => {
  expect(await refused(content, name)).toBe(
    `bgagent: ${name} is a list of repositories: give it with --repos-file, and what is to be done with other flags or in a fleet.yaml.\n`,
  );
});

test('broken JSON is told with line and column, as JSON', async () => {
  expect(await refused('{\n  "title": "x",\n}\n', 'fleet.json')).toBe(
    'bgagent: fleet.json:3:1: this is no JSON: expected a key in double quotes, found "}".\n',
  );
  expect(await refused('{"groups":['.repeat(100_000), 'fleet.json')).toMatch(
    /fleet\.json:1:\d+: this is no JSON: brackets are nested/,
  );
});

test('a folder is none', async () => {
  mkdirSync(cli().path('fleet'));
  const { code, stderr } = await cli().runAlone(['fleet', 'submit', '-f', 'fleet', '--repo', 'acme/auth']);
  expect([code, stderr]).toEqual([1, 'bgagent: fleet is a folder: name a file in it.\n']);
});

test('standard input is called so, and may be as large as a file', async () => {
  const submit = async (input: string) => await cli().run(accepting, ['fleet', 'submit', '-f', '-'], { input });
  expect((await submit('title: [')).stderr).toMatch(/^bgagent: standard input:1:9: this is no YAML: /);
  expect((await submit('#'.repeat(16 * 1024 * 1024 + 1))).stderr).toMatch(/^bgagent: standard input is larger than 16 MiB/);
});

test('a byte order mark, tabs in JSON and few aliases are read', async () => {
  const submit = async (content: string) => {
    cli().file('fleet.yaml', content);
    return await cli().run(accepting, ['fleet', 'submit', '-f', 'fleet.yaml', '--repo', 'acme/auth']);
  };
  expect((await submit('\uFEFFtitle: &t T\nlabels: { a: *t }\n')).code).toBe(0);
  expect((await submit('{\n\t"title": "T",\n\t"labels": {"a": "T"}\n}\n')).code).toBe(0);
  const body = { title: 'T', labels: { a: 'T' }, targets: ['acme/auth'] };
  expect(
    cli()
      .asked('submitFleet')
      .map((one) => one.body),
  ).toEqual([body, body]);
});
