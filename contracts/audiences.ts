/** The audiences of a service: whom tokens that it takes were issued for. People and machines may have different ones. */
import * as z from 'zod';

/** One audience: no comma and no space, which part the list in a parameter. */
export const audience = z.string().regex(/^[^\s,]+$/, 'must have characters, but no comma and no space');

/** The text of a list, with commas between its audiences. */
export const audienceList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(audience));
