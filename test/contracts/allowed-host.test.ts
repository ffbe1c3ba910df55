/** The forms in which `allow_hosts` of worker.yaml names a host. */
import { plainHost, readAllowedHost } from '../../contracts/allowed-host.ts';

test.each([
  ['registry.npmjs.org', 'name', 'registry.npmjs.org', undefined],
  ['Registry.NPMjs.org.', 'name', 'registry.npmjs.org', undefined],
  ['registry.npmjs.org:8443', 'name', 'registry.npmjs.org', 8443],
  ['localhost:4873', 'name', 'localhost', 4873],
  ['bücher.example', 'name', 'xn--bcher-kva.example', undefined],
  ['*.acme.io', 'below', 'acme.io', undefined],
  ['*.acme.io:443', 'below', 'acme.io', 443],
  ['10.0.0.5', 'address', '10.0.0.5', undefined],
  ['10.0.0.5:8080', 'address', '10.0.0.5', 8080],
  ['[fd00::5]', 'address', 'fd00::5', undefined],
  ['[fd00::5]:80', 'address', 'fd00::5', 80],
  ['fd00::5', 'address', 'fd00::5', undefined],
  ['::1', 'address', '::1', undefined],
])('%s is a %s', (entry, kind, text, port) => {
  expect(readAllowedHost(entry)).toEqual({ ok: true, host: { kind, text, port } });
});

test.each([
  ['*', /network: on/],
  ['**', /"\*" only at its beginning/],
  ['*.*.acme.io', /"\*" only at its beginning/],
  ['api.*.io', /"\*" only at its beginning/],
  ['*acme.io', /"\*" only at its beginning/],
  ['*.', /must be a host name/],
  ['*.10.0.0.5', /must have a name after/],
  ['https://acme.io', /not a URL/],
  ['acme.io/path', /without path/],
  ['me@acme.io', /without path and user/],
  ['10.0.0.0/8', /a range of addresses/],
  ['0x7f.1', /must be written as 127\.0\.0\.1/],
  ['2130706433', /must be written as 127\.0\.0\.1/],
  ['0177.0.0.1', /must be written as 127\.0\.0\.1/],
  ['127.1', /must be written as 127\.0\.0\.1/],
  ['[::FFFF:127.0.0.1]', /must be written as ::ffff:7f00:1/],
  ['0:0:0:0:0:0:0:1', /must be written as ::1/],
  ['acme.io:0', /a port from 1 to 65535/],
  ['acme.io:65536', /a port from 1 to 65535/],
  ['acme.io:http', /must be a host name/],
  ['acme.io:', /must be a host name/],
  ['acme io', /spaces/],
  ['acme.io\n', /control characters/],
  ['[::1', /must be a host name/],
  ['999.1.1.1', /must be a host name/],
  ['.', /must be a host name/],
  ['.acme.io', /no empty part: for all hosts below a name write \*\.acme\.io/],
  ['*..acme.io', /no empty part/],
  ['acme..io', /no empty part/],
  ['acme.io..', /no empty part/],
])('%j is refused', (entry, problem) => {
  const read = readAllowedHost(entry);
  expect(read.ok ? undefined : read.problem).toMatch(problem);
});

test.each([
  ['EXAMPLE.com.', 'example.com'],
  ['0x7f000001', '127.0.0.1'],
  ['[::ffff:10.0.0.1]', '::ffff:a00:1'],
  ['a:80', undefined],
  ['a/b', undefined],
  ['', undefined],
])('%s is the host %s', (given, text) => {
  expect(plainHost(given)).toBe(text);
});
