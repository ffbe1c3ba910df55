import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sendIssue } from '../src/send-issue.js';

test('one bad address does not stop the rest', async () => {
  const readers = ['ada', 'bob', 'cyd'].map((id) => ({ id, mail: `${id}@example.org` }));
  const send = async (mail) => {
    if (mail.startsWith('bob')) throw new Error('mailbox is full');
  };
  assert.equal(await sendIssue({ number: 41, subject: 'Sow now' }, readers, send), 2);
});
