/** Reads the body of a request: content type, size, UTF-8, JSON. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { ApiError } from '../../contracts/http/errors.ts';
import type { Operation } from '../../contracts/http/operation.ts';
import { limits } from '../../contracts/limits.ts';
import { checkJson } from './check-json.ts';

export type ReadBody = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly error: ApiError };

const refuse = (error: ApiError): ReadBody => ({ ok: false, error });
const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** An empty body counts as `{}` where the schema takes that, as for a pause; every other operation with a body needs one. */
export function bodyOf(operation: Operation, event: APIGatewayProxyEventV2): ReadBody {
  if (operation.body === undefined) return { ok: true, body: undefined };
  const read = readBody(event);
  if (!read.ok || read.body !== undefined) return read;
  if (operation.ownChecks !== true && operation.body.safeParse({}).success) return { ok: true, body: {} };
  return { ok: false, error: { code: 'MALFORMED_JSON', message: 'The body is empty: it must be a JSON object.' } };
}

/** @returns the JSON of the body; undefined for an empty one */
function readBody(event: APIGatewayProxyEventV2): ReadBody {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length === 0) return { ok: true, body: undefined };
  const type = event.headers['content-type'];
  if (type === undefined || !jsonType.test(type)) return refuse(wrongType(type));
  if (bytes.length > limits.bodyBytes) return refuse(tooLarge(bytes.length));
  return parse(bytes);
}

function parse(bytes: Buffer): ReadBody {
  try {
    const body: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    const wrong = checkJson(body);
    return wrong ? refuse(wrong) : { ok: true, body };
  } catch (error) {
    return refuse({ code: 'MALFORMED_JSON', message: `The body is not JSON in UTF-8: ${reasonOf(error)}.` });
  }
}

/** The message of the parser without the part of the body that it quotes. */
function reasonOf(error: unknown): string {
  const text = error instanceof SyntaxError ? error.message : 'it is not UTF-8';
  return text.replace(/,? ?"[\s\S]*/, '').replace(/ in JSON/, '') || 'it cannot be parsed';
}

const wrongType = (type: string | undefined): ApiError => ({
  code: 'UNSUPPORTED_MEDIA_TYPE',
  message: `The body must be JSON, with Content-Type: application/json${type === undefined ? '; there was none' : ` instead of ${type.slice(0, 100)}`}.`,
});

const tooLarge = (bytes: number): ApiError => ({
  code: 'PAYLOAD_TOO_LARGE',
  message: `The body has ${bytes} bytes, at most ${limits.bodyBytes} (4 MiB) are allowed. Send less at a time: split a fleet.`,
});
