import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sessionNotes } from '../../../worker/agent/session-notes.ts';
import { makeFolder, removeFolders } from '../git-repository.ts';

afterEach(removeFolders);

const used = { usd: 0.5, tokens: { input: 3, cached: 2, output: 1 } };

test('a session is found by its agent, id and model, until it is forgotten', () => {
  const environment = { BGAGENT_CONFIG_DIR: makeFolder('config') };
  const notes = sessionNotes(environment, 'claude');
  notes.keep('one', { model: 'sonnet', used });
  notes.keep('two', { model: undefined, used: undefined });
  expect(notes.find('one', 'sonnet')).toEqual({ id: 'one', used });
  expect(notes.find('two', undefined)).toEqual({ id: 'two', used: undefined });
  expect([notes.find('one', 'opus'), notes.find('one', undefined), notes.find('three', undefined)]).toEqual(
    Array(3).fill(undefined),
  );
  expect(sessionNotes(environment, 'other').find('one', 'sonnet')).toBeUndefined();
  notes.forget('one');
  notes.forget('one');
  expect(notes.find('one', 'sonnet')).toBeUndefined();
  const folder = join(environment.BGAGENT_CONFIG_DIR, 'agents', 'claude', 'sessions');
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, 'two.json')).mode & 0o777).toBe(0o600);
});

test('an id that is a path is no session, and a broken note is none', () => {
  const environment = { BGAGENT_CONFIG_DIR: makeFolder('config') };
  const notes = sessionNotes(environment, 'claude');
  notes.keep('one', { model: undefined, used });
  const folder = join(environment.BGAGENT_CONFIG_DIR, 'agents', 'claude', 'sessions');
  writeFileSync(join(folder, 'one.json'), '{"model":null,"used":{"usd":-1,"tokens":null}}');
  writeFileSync(join(folder, '..', 'secret.json'), '{"model":null,"used":null}');
  expect([notes.find('one', undefined), notes.find('../secret', undefined), notes.find('', undefined)]).toEqual(
    Array(3).fill(undefined),
  );
  expect(readdirSync(folder)).toEqual(['one.json']);
});
