/** The setting of known agents, from its text in the environment. */
import { readVariables } from '../../contracts/environment.ts';

const read = (text?: string) => readVariables(['AGENTS'], text === undefined ? {} : { AGENTS: text }).AGENTS;

test('no text means that the agents are not known; an empty map, that there are none', () => {
  expect([read(), read(''), read('{}')]).toEqual([null, null, {}]);
  expect(read('{"claude":null,"codex":["gpt-5"],"mine":[]}')).toEqual({ claude: null, codex: ['gpt-5'], mine: [] });
});

test.each([
  ['{', 'AGENTS: is not valid JSON'],
  ['{"a b":null}', 'AGENTS'],
  ['{"a":["-x"]}', 'AGENTS.a.0: must be the name of a model'],
  ['["claude"]', 'AGENTS: '],
])('%s is refused', (text, words) => {
  expect(() => read(text)).toThrow(words);
});
