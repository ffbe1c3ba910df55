/** The network that the containers of workers are in: one of their own, or one that is there, named by its ids. */
import * as z from 'zod';

/** What a container may reach: a port of addresses. DNS needs no rule: a security group does not stop it. */
const egress = z
  .array(
    z.strictObject({
      cidr: z.cidrv4('must be addresses such as 10.0.0.0/8').default('0.0.0.0/0'),
      port: z.int().min(1).max(65_535),
    }),
  )
  .max(50)
  .default([{ cidr: '0.0.0.0/0', port: 443 }]);

const own = z.strictObject({
  kind: z.literal('own'),
  cidr: z.cidrv4('must be addresses such as 10.0.0.0/16').default('10.0.0.0/16'),
  /**
   * `one`: a NAT gateway for both zones. `each_zone`: one in each. `none`: no NAT; the tasks have public addresses, and their security
   * group lets nobody in.
   */
  nat: z.enum(['one', 'each_zone', 'none']).default('one'),
  egress,
});

const id = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `must be an id such as ${prefix}-0123456789abcdef0`);

const given = z.strictObject({
  kind: z.literal('given'),
  vpc_id: id('vpc'),
  subnets: z.array(id('subnet')).min(1).max(16),
  /** Besides the group of the workers, such as one that lets them to a proxy. ECS takes five in all. */
  security_groups: z.array(id('sg')).max(4).default([]),
  /** Whether the subnets are public ones without NAT: then a task needs an address of its own. */
  public_ip: z.boolean().default(false),
  egress,
});

export const workerNetwork = z
  .discriminatedUnion('kind', [own, given], { error: 'must have a kind: own or given' })
  .prefault({ kind: 'own' });

export type NetworkSettings = z.infer<typeof workerNetwork>;
