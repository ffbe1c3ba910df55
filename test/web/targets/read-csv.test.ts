/** The results as a file: all pages, joined as they are. */
import { readCsv } from '../../../web/targets/read-csv.ts';

type Results = Parameters<typeof readCsv>[1];

test('reads page after page', async () => {
  const asked: unknown[] = [];
  const getResults: Results['getResults'] = ({ query }) => {
    asked.push(query?.next_token);
    const next_token = asked.length < 3 ? `t${asked.length}` : null;
    return Promise.resolve({
      ...{ ok: true, status: 200, headers: new Headers(), data: `page ${asked.length}\n` },
      pagination: { next_token, has_more: next_token !== null },
    });
  };
  expect(await readCsv('F', { getResults })).toEqual(['page 1\n', 'page 2\n', 'page 3\n']);
  expect(asked).toEqual([undefined, 't1', 't2']);
});

test('a page that fails fails the whole', async () => {
  const error = { code: 'FORBIDDEN', message: 'no', request_id: null, details: [], retry_after_s: null } as const;
  const getResults: Results['getResults'] = () => Promise.resolve({ ok: false, status: 403, error });
  await expect(readCsv('F', { getResults })).rejects.toThrow('no');
});
