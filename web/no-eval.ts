/** The first import of the page: zod must not try whether it may evaluate code, because the page's policy forbids that. */
import * as z from 'zod';

z.config({ jitless: true });
