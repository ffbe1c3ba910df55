/**
 * The operations of DynamoDB as the tools of dynoxide: the same parameters in other spelling, and the same results.
 * Example: GetItem {TableName, Key} → get_item {table_name, key}.
 */
import * as z from 'zod';
import { jsonOrUndefined } from '../../../../core/text/json-or-undefined.ts';
import { AwsJsonError, InternalError, JsonText, type Operation } from '../../front/aws-json-endpoint.ts';
import type { DynoxideProcess, ToolAnswer } from './dynoxide-process.ts';

/** The operations that the product uses, each with its tool. */
const toolOf = {
  CreateTable: 'create_table',
  DeleteTable: 'delete_table',
  DescribeTable: 'describe_table',
  ListTables: 'list_tables',
  GetItem: 'get_item',
  PutItem: 'put_item',
  UpdateItem: 'update_item',
  DeleteItem: 'delete_item',
  BatchGetItem: 'batch_get_item',
  BatchWriteItem: 'batch_write_item',
  Query: 'query',
  Scan: 'scan',
} as const;

/** Parameters of a tool that DynamoDB does not have. `raw`: a description of a table as DynamoDB gives it, instead of a summary. */
const added: Readonly<Record<string, object>> = { describe_table: { raw: true } };

const input = z.record(z.string(), z.unknown());
const snapshotList = z.object({ snapshots: z.array(z.object({ name: z.string(), is_auto: z.boolean() })) });
const toolError = z.object({ error_type: z.string(), message: z.string(), retryable: z.boolean().default(false) });

/** @throws Error naming the operations that this version of the program does not have */
export function operationsOf(dynoxide: DynoxideProcess): Record<string, Operation> {
  const missing = Object.entries(toolOf).filter(([, tool]) => !dynoxide.tools.has(tool));
  if (missing.length > 0) {
    throw new Error(`The engine dynoxide of this installation has no ${missing.map(([name]) => name).join(', ')}. Run npm ci.`);
  }
  return Object.fromEntries(Object.entries(toolOf).map(([name, tool]) => [name, operation(dynoxide, name, tool)]));
}

function operation(dynoxide: DynoxideProcess, name: string, tool: string): Operation {
  const known = dynoxide.tools.get(tool) ?? new Set();
  return async (body) => {
    const given = Object.entries(input.parse(body)).filter(([parameter]) => !isImplied(parameter, known));
    const unknown = given.map(([parameter]) => parameter).filter((parameter) => !known.has(spelled(parameter)));
    if (unknown.length > 0) {
      throw new AwsJsonError('ValidationException', `The engine dynoxide does not support ${unknown.join(', ')} of ${name}.`);
    }
    const parameters = Object.fromEntries(given.map(([parameter, value]) => [spelled(parameter), value]));
    const text = await call(dynoxide, tool, { ...parameters, ...added[tool] });
    if (name === 'DeleteTable') await dropSnapshots(dynoxide);
    return new JsonText(text);
  };
}

/** @returns the text of the answer. @throws AwsJsonError, InternalError */
async function call(dynoxide: DynoxideProcess, tool: string, parameters: Readonly<Record<string, unknown>>): Promise<string> {
  const answer = await dynoxide.call(tool, parameters);
  if (answer.isError) throw errorOf(answer);
  return answer.text;
}

/**
 * dynoxide copies the whole database before it deletes a table. The copy's name has the table and the second, so the same table could not
 * be deleted again in that second. Whoever deletes a table here has a copy of its items (table-copy.ts), and needs none of the database.
 */
async function dropSnapshots(dynoxide: DynoxideProcess): Promise<void> {
  const { snapshots } = snapshotList.parse(jsonOrUndefined(await call(dynoxide, 'list_snapshots', {})));
  const own = snapshots.filter(({ is_auto: isAutomatic }) => isAutomatic);
  for (const { name } of own) await call(dynoxide, 'delete_snapshot', { name });
}

/** A query reads what was written last, asked for or not: there is one database, and its tools do not take the parameter. */
const isImplied = (parameter: string, known: ReadonlySet<string>): boolean =>
  parameter === 'ConsistentRead' && !known.has(spelled(parameter));

/** Example: `ExpressionAttributeNames` → `expression_attribute_names`. */
const spelled = (parameter: string): string => parameter.replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();

function errorOf({ text }: ToolAnswer): Error {
  const parsed = toolError.safeParse(jsonOrUndefined(text));
  if (!parsed.success) return new InternalError(text);
  const { error_type: type, message, retryable } = parsed.data;
  return retryable || type === 'InternalServerError' ? new InternalError(message) : new AwsJsonError(type, message);
}
