/** How people sign in: the client at the issuer that the command line is. None of it is a secret. */
import * as z from 'zod';

/** The issuer of a runtime on one machine, which signs its tokens itself. */
export const localIssuer = 'https://bgagent.local';

export const signInClient = z.strictObject({
  /** Of a public client, which has no secret. */
  client_id: z.string().min(1),
  /** Scopes that are asked for, with spaces between them. */
  scope: z.string().default('openid profile offline_access'),
  /** Which of the issued tokens the API takes. */
  token: z.enum(['access', 'id']).default('access'),
  /** Further parameters of the request at the issuer, such as `audience` or `resource`, where it needs one to issue tokens for this API. */
  parameters: z.record(z.string(), z.string()).default({}),
  /** Where the browser comes back to, as the issuer knows it: Cognito takes `localhost` alone. */
  redirect_host: z.enum(['127.0.0.1', 'localhost']).default('127.0.0.1'),
  /** Ports of this machine that the browser may come back to, for an issuer that compares them. Empty: any port. */
  ports: z.array(z.int().min(1_024).max(65_535)).max(10).default([]),
});
export type SignInClient = z.infer<typeof signInClient>;

/** `GET /v1/sign-in`. */
export const signInView = z
  .object({
    issuer: z.string().describe('Issuer of the tokens that this service takes.'),
    client: signInClient.nullable().describe('The client that the command line is; null: a token comes from elsewhere.'),
  })
  .meta({ id: 'SignIn' });
export type SignInView = z.infer<typeof signInView>;
