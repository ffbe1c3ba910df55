import { messageTexts } from '../../../worker/agent/message-texts.ts';

test.each([
  ['Greet people\n\nAdds a file.\n\nAnd a test.\n', { pr_title: 'Greet people', pr_body: 'Adds a file.\n\nAnd a test.' }],
  ['## Greet people\n\nAdds a file.', { pr_title: 'Greet people', pr_body: 'Adds a file.' }],
  ['**Greet people**\n\nAdds a file.', { pr_title: 'Greet people', pr_body: 'Adds a file.' }],
  ['Title: Greet people\n\nAdds a file.', { pr_title: 'Greet people', pr_body: 'Adds a file.' }],
  ['Greet people', { pr_title: 'Greet people' }],
  ['I did this:\n- a file\n- a test', { pr_body: 'I did this:\n- a file\n- a test' }],
  [`${'long '.repeat(40)}\n\nBody`, { pr_body: `${'long '.repeat(40)}\n\nBody` }],
  ['---\n\nBody', { pr_body: '---\n\nBody' }],
  ['\u001b[31mRed\u001b[0m\n\nBody', { pr_title: 'Red', pr_body: 'Body' }],
])('%j', (message, expected) => {
  expect(messageTexts(message)).toEqual({ summary: expect.any(String) as string, ...expected });
});

test('an empty message has no texts, and a long one is cut', () => {
  expect(messageTexts(' \n ')).toEqual({});
  expect(messageTexts(`T\n\n${'x\n'.repeat(20_000)}`).pr_body?.length).toBeLessThanOrEqual(10_000);
});
