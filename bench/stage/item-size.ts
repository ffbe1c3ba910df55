/** Sizes of items as DynamoDB counts them, near enough: names and values in UTF-8, numbers by their digits. Bytes. */

/** An attribute as it travels: `{S: 'text'}`, `{N: '1'}`, `{M: {…}}`. */
export type Attributes = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export const itemSize = (item: Attributes): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueSize(value), 0);

function valueSize(value: Readonly<Record<string, unknown>>): number {
  const [[type, content] = ['NULL', true]] = Object.entries(value);
  switch (type) {
    case 'S':
      return Buffer.byteLength(String(content));
    case 'N':
      return Math.ceil(String(content).length / 2) + 1;
    case 'B':
      return Buffer.from(String(content), 'base64').length;
    case 'M':
      // The protocol has an object of attributes in an M.
      return 3 + itemSize(content as Attributes);
    case 'L':
      // A list of attributes in an L.
      return 3 + (content as Attributes[string][]).reduce((sum, each) => sum + 1 + valueSize(each), 0);
    case 'SS':
      // A list of texts in an SS.
      return (content as string[]).reduce((sum, each) => sum + Buffer.byteLength(each), 0);
    default:
      return 1;
  }
}
