import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEventJournal } from '../../../local/folder/event-journal.ts';
import { temporaryFolder } from '../fixture-app.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;
beforeEach(async () => {
  folder = await temporaryFolder();
  file = join(folder.path, 'events.jsonl');
});
afterEach(() => folder.remove());

const event = (id: string, more: object = {}) => ({
  version: '0',
  id: 'of the bus',
  source: 'bgagent.fleets',
  'detail-type': 'Fleet Started',
  time: '2026-11-02T10:00:00.000Z',
  detail: { event_id: id, fleet_id: '01J00000000000000000000000', status: 'RUNNING', ...more },
});
const lines = async () => (await readFile(file, 'utf8')).split('\n');
const ids = async () =>
  (await lines()).slice(0, -1).map((text) => (JSON.parse(text) as ReturnType<typeof event>).detail.event_id);

test('each event about a fleet is one line, however often it is published', async () => {
  const journal = await openEventJournal(file);
  for (const id of ['a', 'b', 'a']) journal.note(event(id));
  journal.note({ ...event('c'), source: 'bgagent.tasks' });
  const again = await openEventJournal(file);
  for (const id of ['b', 'c']) again.note(event(id));
  expect(await ids()).toEqual(['a', 'b', 'c']);
  const { version, id, ...shown } = event('a');
  expect([version, id]).toEqual(['0', 'of the bus']);
  expect(JSON.parse((await lines())[0] ?? '')).toEqual(shown);
  expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
});

test('a line that was cut off in the middle makes room for the whole one', async () => {
  (await openEventJournal(file)).note(event('a'));
  await appendFile(file, JSON.stringify(event('b')).slice(0, 40));
  const journal = await openEventJournal(file);
  for (const id of ['a', 'b']) journal.note(event(id));
  expect(await ids()).toEqual(['a', 'b']);
});

test('a file that grew long, or was moved away, goes on', async () => {
  const long = event('old', { title: 'x'.repeat(1_000) });
  await writeFile(file, `${JSON.stringify(long)}\n`.repeat(5_000));
  const journal = await openEventJournal(file);
  for (const id of ['old', 'new']) journal.note(event(id));
  expect((await ids()).slice(-2)).toEqual(['old', 'new']);
  await writeFile(file, '');
  journal.note(event('newer'));
  expect(await ids()).toEqual(['newer']);
});
