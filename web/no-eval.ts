/** An entry of its own, which the page runs first: zod must not try whether it may evaluate code, because the page's policy forbids that. */
import * as z from 'zod';

z.config({ jitless: true });
