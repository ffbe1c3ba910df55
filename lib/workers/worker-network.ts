/** The network of the containers: subnets, and a security group that lets nothing in. */
import {
  CfnSecurityGroup,
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  SubnetType,
  Vpc,
  type SubnetConfiguration,
} from 'aws-cdk-lib/aws-ec2';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Settings } from '../config.ts';
import { addLogGroup } from '../log-group.ts';
import { nameResource } from '../logical-id.ts';
import { physicalName } from '../physical-name.ts';
import type { NetworkSettings } from './network-settings.ts';

export interface WorkerNetwork {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Whether a container needs an address of its own to reach the internet. */
  readonly publicIp: boolean;
}

export function addWorkerNetwork(scope: Construct, settings: Settings, network: NetworkSettings): WorkerNetwork {
  if (network.kind === 'given') {
    const group = addSecurityGroup(scope, settings, { vpcId: network.vpc_id, egress: network.egress });
    return { subnets: network.subnets, securityGroups: [group, ...network.security_groups], publicIp: network.public_ip };
  }
  const vpc = addVpc(scope, settings, network);
  const group = addSecurityGroup(scope, settings, { vpcId: vpc.vpcId, egress: network.egress });
  const publicIp = network.nat === 'none';
  const subnets = (publicIp ? vpc.publicSubnets : vpc.privateSubnets).map(({ subnetId }) => subnetId);
  return { subnets, securityGroups: [group], publicIp };
}

const gateways = { none: 0, one: 1, each_zone: 2 } as const;

const inside: SubnetConfiguration = { name: 'workers', subnetType: SubnetType.PRIVATE_WITH_EGRESS };
const outside: SubnetConfiguration = { name: 'outside', subnetType: SubnetType.PUBLIC };

/** Two zones. What goes to S3, where the layers of images lie, and to DynamoDB passes no NAT gateway. */
function addVpc(scope: Construct, settings: Settings, { cidr, nat }: Extract<NetworkSettings, { kind: 'own' }>): Vpc {
  const group = addLogGroup(scope, 'WorkerFlowLog', `/aws/vpc/${physicalName(settings, 'workers')}`, settings);
  const role = new Role(scope, 'WorkerFlowLogRole', { assumedBy: new ServicePrincipal('vpc-flow-logs.amazonaws.com') });
  nameResource(role, 'WorkerFlowLogRole');
  const vpc = new Vpc(scope, 'WorkerVpc', {
    vpcName: physicalName(settings, 'workers'),
    ipAddresses: IpAddresses.cidr(cidr),
    maxAzs: 2,
    natGateways: gateways[nat],
    subnetConfiguration: nat === 'none' ? [outside] : [outside, inside],
    gatewayEndpoints: {
      S3: { service: GatewayVpcEndpointAwsService.S3 },
      DynamoDB: { service: GatewayVpcEndpointAwsService.DYNAMODB },
    },
    flowLogs: { All: { destination: FlowLogDestination.toCloudWatchLogs(group, role) } },
  });
  nameResource(vpc, 'WorkerVpc');
  return vpc;
}

type Wanted = Pick<NetworkSettings, 'egress'> & { readonly vpcId: string };

/** No ingress: the containers listen for nobody. */
function addSecurityGroup(scope: Construct, settings: Settings, { vpcId, egress }: Wanted): string {
  const group = new CfnSecurityGroup(scope, 'WorkerSecurityGroup', {
    groupName: physicalName(settings, 'workers'),
    groupDescription: 'Containers that do tasks: they reach what is named here, and nothing reaches them',
    vpcId,
    securityGroupEgress: egress.map(({ cidr, port }) => ({
      ipProtocol: 'tcp',
      cidrIp: cidr,
      fromPort: port,
      toPort: port,
      description: `Port ${port} of ${cidr}`,
    })),
  });
  return group.attrGroupId;
}
