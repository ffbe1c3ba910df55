import { monotonicFactory } from 'ulid';

const next = monotonicFactory();
export const newFleetId = (): string => next();
