/** The stacks as they are deployed. A change shows as a change of the snapshot; `npm test -- test/lib/template -u` writes it. */
import { synthesizeExample, writeExample, type Example } from './example-app.ts';

let example: Example;
beforeAll(async () => {
  example = await writeExample();
});
afterAll(() => example.remove());

/** An asset is named by the hash of its content, which every change of a function's code changes. */
const withoutHashes = (template: unknown): unknown => JSON.parse(JSON.stringify(template).replaceAll(/[0-9a-f]{64}/g, 'HASH'));

test('the templates are those of the snapshot', async () => {
  const { data, service } = await synthesizeExample(example);
  expect(withoutHashes(data)).toMatchSnapshot('data');
  expect(withoutHashes(service)).toMatchSnapshot('service');
});
