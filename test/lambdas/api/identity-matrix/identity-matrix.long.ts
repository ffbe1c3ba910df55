/** Every operation of the API with every kind of caller, on real tables: what comes of it is what the table says by hand. */
import { startMatrix, type Matrix } from './matrix.ts';
import { signedCallers } from './signed-callers.ts';
import { rowsOf, whoMay } from './who-may.ts';

let matrix: Matrix;
beforeAll(async () => {
  matrix = await startMatrix(await signedCallers());
});
afterAll(() => matrix.stop());

test.each(rowsOf(whoMay))('$id', async (row) => {
  const { came, wanted } = await matrix.walk(row);
  expect(came).toEqual(wanted);
});
