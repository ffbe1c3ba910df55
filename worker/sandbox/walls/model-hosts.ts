/** Where the model of an agent is served: its `base_url`, else the addresses of the provider that its preset asks. */
import { plainHost } from '../../../contracts/allowed-host.ts';
import type { AgentConfig, PresetName } from '../../../contracts/worker-config.ts';
import type { HostAndPort } from './host-rules.ts';

const ofPresets: Readonly<Record<PresetName, readonly string[]>> = {
  'claude-code': ['https://api.anthropic.com'],
  codex: ['https://api.openai.com', 'https://chatgpt.com', 'https://auth.openai.com'],
};

/** Empty for an agent with a command of its own: where its model is, only `allow_hosts` can say. */
export function modelHostsOf(agent: AgentConfig): readonly HostAndPort[] {
  if (!('preset' in agent)) return [];
  const urls = agent.base_url === undefined ? ofPresets[agent.preset] : [agent.base_url];
  return urls.flatMap((text) => {
    const { hostname, port, protocol } = new URL(text);
    const host = plainHost(hostname);
    return host === undefined ? [] : [{ host, port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port) }];
  });
}
