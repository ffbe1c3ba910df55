/** Makes an HTTP response from the result of a function, as API Gateway does. */
import type { ServerResponse } from 'node:http';
import * as z from 'zod';

export interface HttpResponse {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies?: readonly string[] | undefined;
  readonly body: string | Buffer;
}

const resultSchema = z.object({
  statusCode: z.number().int().min(100).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  cookies: z.array(z.string()).optional(),
  body: z.string().optional(),
  isBase64Encoded: z.boolean().optional(),
});

const json = { 'content-type': 'application/json' };

/** A result without a status code is the body itself. */
export function fromResult(result: unknown): HttpResponse {
  const parsed = resultSchema.safeParse(result);
  if (!parsed.success) return { status: 200, headers: json, body: JSON.stringify(result) };
  const { statusCode: status, headers = {}, cookies, body = '', isBase64Encoded } = parsed.data;
  const fields = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
  return {
    status,
    headers: { ...json, ...fields },
    cookies,
    body: isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}

/** An answer of API Gateway itself, without a function. */
export function gatewayMessage(status: number, message: string, headers: HttpResponse['headers'] = {}): HttpResponse {
  return { status, headers: { ...json, ...headers }, body: JSON.stringify({ message }) };
}

export function sendResponse(response: ServerResponse, { status, headers, cookies, body }: HttpResponse): void {
  if (cookies !== undefined) response.setHeader('set-cookie', cookies);
  const own = Object.entries(headers).filter(([name]) => name !== 'content-length');
  if (status === 204 || status === 304) {
    response.writeHead(status, Object.fromEntries(own)).end();
    return;
  }
  response.writeHead(status, { ...Object.fromEntries(own), 'content-length': String(Buffer.byteLength(body)) }).end(body);
}
