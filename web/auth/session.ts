/** How the page is signed in. */
import { Cell } from '../cell.ts';
import { cookieSession } from './cookie-session.ts';
import type { Session } from './session-of.ts';

export const session: Session = cookieSession(fetch.bind(globalThis), new Cell(true));
