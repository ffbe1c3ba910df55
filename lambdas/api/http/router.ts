/** Finds the operation of a request among those of the API. */
import { operations, type OperationId } from '../../../contracts/http/operations.ts';
import { createRouter, type RouteIn } from '../../http/router.ts';

export type Route = RouteIn<OperationId>;

export const findRoute = createRouter<OperationId>(operations);
