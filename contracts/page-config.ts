/**
 * What the dashboard is told by the server of its files: `/config.json`, which says how one signs in, and the headers that every
 * file of it is served with.
 */
import * as z from 'zod';

/** `/config.json`. A page on one machine signs in with a cookie of its runtime. */
export const pageConfig = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('cookie'),
    /** The stage that the page belongs to: `local`. */
    stage: z.string(),
  }),
]);
export type PageConfig = z.infer<typeof pageConfig>;

/** A link that opens the dashboard of a runtime on this machine, once. */
export const dashboardLink = z.object({
  dashboard_url: z.url(),
  /** From then on the link opens nothing. */
  expires_at: z.iso.datetime(),
});
export type DashboardLink = z.infer<typeof dashboardLink>;

/** What the page sends to `POST /local/codes/redeem`: the code of a link, or the whole link. */
export const redeemBody = z.strictObject({ code: z.string().min(1).max(2_000) });

/** The header, with the value 1, that a request with a cookie carries when it changes something. No form and no foreign page can send it. */
export const csrfHeader = 'x-bgagent-csrf';

/**
 * The policy for content: own files only, no code within the page, no frame around it. Styles may be inline, because the editor
 * adds a style element and a static file has no nonce.
 */
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Features of a browser that the page does not use, and that nothing in it may use. */
const unusedFeatures = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'hid',
  'microphone',
  'midi',
  'payment',
  'publickey-credentials-get',
  'screen-wake-lock',
  'serial',
  'usb',
  'xr-spatial-tracking',
];

/** The headers of every file of the page, by their names in lower case. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': unusedFeatures.map((feature) => `${feature}=()`).join(', '),
};
