/** Result files for properties. */
import fc from 'fast-check';

const keys = fc.constantFrom(
  'cost_usd',
  'turns',
  'summary',
  'pr_title',
  'pr_body',
  'result',
  'other',
  '__proto__',
  'constructor',
);
/** As JSON text, because JSON can write numbers that JavaScript cannot represent. */
const values = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom('1e16', '1e300', '1e999', '-0', '1e-320', '9007199254740993'),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.string({ unit: 'binary', maxLength: 50 }).map((text) => JSON.stringify(text)),
);
const objects = fc.array(fc.tuple(keys, values)).map((entries) => {
  const members = entries.map(([key, value]) => `${JSON.stringify(key)}: ${value}`);
  return Buffer.from(`{${members.join(',')}}`);
});

/** An object with the known keys and any values, or any bytes. */
export const anyResultFile: fc.Arbitrary<Uint8Array> = fc.oneof(objects, fc.uint8Array({ maxLength: 200 }));
