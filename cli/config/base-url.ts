/** The address of an API as it is used: what is written with `/v1`, or a slash, at its end is the same API. */
export const baseUrl = (url: string): string => url.replace(/(?<!\/)\/+$/, '').replace(/(?<!\/)\/+v1$/, '');
