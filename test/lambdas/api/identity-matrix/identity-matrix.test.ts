/** One operation of each kind with every kind of caller; the whole table is walked in identity-matrix.long.ts. */
import { operationList } from '../../../../contracts/http/operations.ts';
import { startMatrix, type Matrix } from './matrix.ts';
import { signedCallers } from './signed-callers.ts';
import { rowsOf, whoMay } from './who-may.ts';

let matrix: Matrix;
beforeAll(async () => {
  matrix = await startMatrix(await signedCallers());
});
afterAll(() => matrix.stop());

const table = rowsOf(whoMay);

test('the table has a row for each operation, and no other', () => {
  expect(table.map(({ id }) => id).sort()).toEqual(operationList.map(([id]) => id).sort());
});

const oneOfEachKind = ['getFleet', 'editFleet', 'getTask', 'cancelTask', 'getRepo', 'putRepo', 'getMe', 'getSignIn'];

test.each(table.filter(({ id }) => oneOfEachKind.includes(id)))('$id', async (row) => {
  const { came, wanted } = await matrix.walk(row);
  expect(came).toEqual(wanted);
});
