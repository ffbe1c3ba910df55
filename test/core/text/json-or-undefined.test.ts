import { jsonOrUndefined } from '../../../core/text/json-or-undefined.ts';

test('a text that is JSON reads as its value, any other as undefined', () => {
  expect(['{"a": [1]}', 'null', '', '{"a": '].map(jsonOrUndefined)).toEqual([{ a: [1] }, null, undefined, undefined]);
});
