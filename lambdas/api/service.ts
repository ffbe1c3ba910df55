/** The operations about the service itself, which need no token. */
import { openapiDocument } from '../../contracts/http/openapi.ts';
import { apiVersion, type Operations } from '../../contracts/http/operations.ts';
import { data } from './answer.ts';
import type { Handler } from './request.ts';

export const getHealth: Handler<Operations['getHealth']> = () =>
  Promise.resolve(data(200, { status: 'ok', version: apiVersion }));

export const getOpenapi: Handler<Operations['getOpenapi']> = () =>
  Promise.resolve({ kind: 'document', document: openapiDocument() });
