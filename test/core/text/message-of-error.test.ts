import { messageOf } from '../../../core/text/message-of-error.ts';

test.each([
  ['an error', new TypeError('bad'), 'bad'],
  ['an error of another realm', { name: 'TypeError', message: 'bad' }, 'bad'],
  ['an error without a message', new AggregateError([]), 'AggregateError'],
  ['an object that is no error', { message: 7 }, '[object Object]'],
  ['a text', 'bad', 'bad'],
  ['nothing', undefined, 'undefined'],
])('%s', (_, error, message) => {
  expect(messageOf(error)).toBe(message);
});
