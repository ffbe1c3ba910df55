/** Lists of repositories that somebody pastes or drops. */
import { csvLines } from '../../web/submit/csv-lines.ts';
import { readList } from '../../web/submit/read-list.ts';

describe('a list of repositories', () => {
  test.each<[string, string, string | undefined, unknown]>([
    [
      'lines, with comments and addresses',
      '# mine\nacme/auth # first\n\nhttps://github.com/acme/users.git\n',
      undefined,
      ['acme/auth', 'acme/users'],
    ],
    ['lines of Windows', 'acme/auth\r\nacme/users\r\n', undefined, ['acme/auth', 'acme/users']],
    ['a mark of its encoding', '\uFEFFacme/auth', undefined, ['acme/auth']],
    [
      'CSV with variables',
      'Repo,team\nacme/auth,"a, b"\nacme/users,\n',
      undefined,
      [
        { repo: 'acme/auth', vars: { team: 'a, b' } },
        { repo: 'acme/users', vars: { team: '' } },
      ],
    ],
    [
      'JSON',
      '["acme/auth", {"repo": "acme/users", "vars1": 8080}]',
      undefined,
      ['acme/auth', { repo: 'acme/users', vars: { vars1: 8080 } }],
    ],
    [
      'YAML',
      '- acme/auth\n- repo: acme/users\n  port: 1\n',
      'list.yml',
      ['acme/auth', { repo: 'acme/users', vars: { port: 1 } }],
    ],
    ['nothing', '  \n# nothing\n', undefined, []],
  ])('is read as %s', (_, text, name, entries) => {
    expect(readList(text, name)).toEqual({ entries, bad: [], twice: [] });
  });

  test.each<[string, string, string | undefined, number[]]>([
    ['lines', 'acme/auth\nnonsense\nacme/users\na/b/c\nhttps://example.com/a/b\n', undefined, [2, 4, 5]],
    ['CSV', 'repo,team\nacme/auth,x\n,y\nacme/users,x,y\nno,z\n', undefined, [3, 4, 5]],
    ['CSV, quoted over lines', 'repo,team\n"acme/auth","a\nb"\nbad,x\n', undefined, [4]],
    ['CSV without repositories', 'name,team\nacme/auth,x\n', 'a.csv', [1]],
    ['CSV with a column twice', 'repo,team,team\nacme/auth,x,y\n', 'a.csv', [1]],
    ['CSV with a bad column', 'repo,my team\nacme/auth,x\n', 'a.csv', [1]],
    ['YAML', '- acme/auth\n- 5\n- [a]\n- repo: bad\n- repo: a/b\n  x: [1]\n', undefined, [2, 3, 4, 5]],
    ['YAML that is none', '- acme/auth\n- "x\n', 'a.yaml', [3]],
    ['a whole fleet', 'title: x\ntargets: [a/b]\n', 'a.yaml', [1]],
    ['another map', 'a: b\n', 'a.yaml', [1]],
  ])('has its bad lines by number: %s', (_, text, name, lines) => {
    const { bad } = readList(text, name);
    expect(bad.map(({ line }) => line)).toEqual(lines);
    expect(bad.every(({ message }) => message.length > 10)).toBe(true);
  });

  test('has each repository once, whatever its capitals', () => {
    expect(readList('acme/auth\nAcme/Auth\nacme/auth\n')).toMatchObject({ entries: ['acme/auth'], twice: [2, 3] });
  });

  test.each([
    [
      'a,"b ""c""",d\n"e"',
      [
        { line: 1, cells: ['a', 'b "c"', 'd'] },
        { line: 2, cells: ['e'] },
      ],
    ],
    ['"open\nand on', [{ line: 1, cells: ['open\nand on'] }]],
    [
      'a,\r\n\r\nb',
      [
        { line: 1, cells: ['a', ''] },
        { line: 2, cells: [''] },
        { line: 3, cells: ['b'] },
      ],
    ],
  ])('CSV %j has its cells', (text, rows) => {
    expect(csvLines(text).filter(({ cells }) => text.endsWith('b') || cells.join('') !== '')).toEqual(rows);
  });
});
