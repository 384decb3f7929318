// kubectl create service clusterip|nodeport|loadbalancer|externalname.

import { isDns1123Subdomain } from '#apimachinery/validation.ts';
import type { Command, Factory, Flag } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post, required } from './generate.ts';

interface Port {
  name: string;
  protocol: 'TCP';
  port: number;
  targetPort: number | string;
  nodePort?: number;
}

function uint(text: string): number {
  if (!/^\d+$/.test(text)) throw new Fail(`strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`);
  if (Number(text) > 65535) throw new Fail(`strconv.ParseUint: parsing ${JSON.stringify(text)}: value out of range`);
  return Number(text);
}

/** `80`, `80:8080`, `443:https`. Models parsePorts. */
function portOf(spec: string, nodePort: number): Port {
  const [first = '', second, ...rest] = spec.split(':');
  if (rest.length > 0) throw new Fail(`invalid port format: ${spec}`);
  const port = uint(first);
  let targetPort: number | string = port;
  if (second !== undefined) {
    if (/^[-+]?\d+$/.test(second)) {
      targetPort = Number(second);
      if (targetPort < 1 || targetPort > 65535) throw new Fail('must be between 1 and 65535, inclusive');
    } else {
      const why = portNameError(second);
      if (why) throw new Fail(why);
      targetPort = second;
    }
  }
  return { name: spec.replaceAll(':', '-'), protocol: 'TCP', port, targetPort, ...(nodePort > 0 && { nodePort }) };
}

function portNameError(name: string): string | undefined {
  if (name.length > 15) return 'must be no more than 15 characters';
  if (!/^[-a-z0-9]+$/.test(name)) return 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)';
  if (!/[a-z]/.test(name)) return 'must contain at least one letter (a-z)';
  if (name.includes('--')) return 'must not contain consecutive hyphens';
  return name.startsWith('-') || name.endsWith('-') ? 'must not begin or end with a hyphen' : undefined;
}

const TCP: Flag = make.strings('tcp', "Port pairs can be specified as '<port>:<targetPort>'.");

function command(
  name: string,
  type: string,
  use: string,
  own: readonly Flag[],
  examples: string,
  needs: string[] = [],
): Command {
  return {
    name,
    use: `create service ${use}`,
    short: `Create ${/^[aeiou]/i.test(type) ? 'an' : 'a'} ${type} service`,
    long: `Create ${/^[aeiou]/i.test(type) ? 'an' : 'a'} ${type} service with the specified name.`,
    examples,
    flags: [...generateFlags, TCP, ...own],
    run: async (factory) => {
      required(factory, ...needs);
      return createService(factory, name, type);
    },
  };
}

async function createService(factory: Factory, command: string, type: string): Promise<number> {
  const { flags } = factory;
  const name = onlyName(factory);
  const specs = flags.list('tcp');
  const clusterIP = command === 'clusterip' ? flags.string('clusterip') : '';
  if (specs.length === 0 && clusterIP !== 'None' && type !== 'ExternalName') {
    throw new Fail('at least one tcp port specifier must be provided');
  }
  if (type === 'ExternalName' && isDns1123Subdomain(flags.string('external-name')).length > 0)
    throw new Fail(`invalid service external name ${flags.string('external-name')}`);
  const nodePort = command === 'nodeport' ? flags.int('node-port') : 0;
  if (nodePort < 0 || nodePort > 65535) throw new Fail('must be between 0 and 65535, inclusive');
  const ports = specs.map((spec) => portOf(spec, nodePort));
  const labels = { app: name };
  const object = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata(factory, name, labels),
    spec: {
      ...(ports.length > 0 && { ports }),
      selector: labels,
      ...(clusterIP && { clusterIP }),
      type,
      ...(type === 'ExternalName' && { externalName: flags.string('external-name') }),
    },
    status: { loadBalancer: {} },
  };
  return post(factory, 'services', object, `${type} service`);
}

export const service: Command = {
  name: 'service',
  aliases: ['svc'],
  use: 'create service [flags] [options]',
  short: 'Create a service using a specified subcommand',
  long: 'Create a service using a specified subcommand.',
  examples: '',
  flags: [],
  subcommands: [
    command(
      'clusterip',
      'ClusterIP',
      'clusterip NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none] [options]',
      [
        make.string(
          'clusterip',
          "The service's own IP, or 'None' for a headless service. Empty: the cluster assigns one.",
        ),
      ],
      '# A ClusterIP service\nkubectl create service clusterip my-cs --tcp=5678:8080\n\n# A headless one\nkubectl create service clusterip my-cs --clusterip="None"',
    ),
    command(
      'externalname',
      'ExternalName',
      'externalname NAME --external-name external.name [--dry-run=server|client|none] [options]',
      [make.string('external-name', 'External name of the service')],
      '# An ExternalName service\nkubectl create service externalname my-ns --external-name bar.com',
      ['external-name'],
    ),
    command(
      'loadbalancer',
      'LoadBalancer',
      'loadbalancer NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]',
      [],
      '# A LoadBalancer service\nkubectl create service loadbalancer my-lbs --tcp=5678:8080',
    ),
    command(
      'nodeport',
      'NodePort',
      'nodeport NAME [--tcp=port:targetPort] [--dry-run=server|client|none] [options]',
      [make.int('node-port', 0, 'Port that the service opens on every node.')],
      '# A NodePort service\nkubectl create service nodeport my-ns --tcp=5678:8080',
    ),
  ],
};
