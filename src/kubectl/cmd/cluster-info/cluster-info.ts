// kubectl cluster-info: where the control plane and its services answer. Models kubectl/pkg/cmd/clusterinfo.

import type { Service } from '#api/core/types.ts';
import type { ApiList } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { discover } from '../../discovery.ts';
import { Fail } from '../../errors.ts';
import { FORMATS, flag, make } from '../../standard-flags.ts';
import { seldom } from '../seldom.ts';

const HINT = "\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n";

/** `https://server/api/v1/namespaces/kube-system/services/kube-dns:dns/proxy`: how a Service is reached from outside. */
function linkTo(server: string, { metadata, spec, status }: Service): string {
  const ingress = status?.loadBalancer?.ingress?.[0];
  if (ingress) {
    const host = ingress.ip || ingress.hostname;
    return (spec.ports ?? []).map((p) => `http${p.port === 443 ? 's' : ''}://${host}:${p.port} `).join('');
  }
  const [port] = spec.ports ?? [];
  const https = port?.name === 'https' || port?.port === 443 ? 'https:' : '';
  const name = `${https}${metadata.name}${port?.name ? `:${port.name}` : https ? ':' : ''}`;
  return `${server.replace(/\/$/, '')}/api/v1/namespaces/${metadata.namespace}/services/${name}/proxy`;
}

const COLOURS = { green: '\u001b[0;32m', yellow: '\u001b[0;33m' };

function line(factory: Factory, name: string, link: string): void {
  // Colours only on a terminal, as the real one's library does.
  const paint = (colour: keyof typeof COLOURS, text: string): string =>
    factory.process.terminal ? `${COLOURS[colour]}${text}\u001b[0m` : text;
  factory.out(`${paint('green', name)} is running at ${paint('yellow', link)}\n`);
}

export const clusterInfo: Command = {
  name: 'cluster-info',
  use: 'cluster-info [flags] [options]',
  short: 'Display cluster information',
  long: "Display addresses of the control plane and services with label kubernetes.io/cluster-service=true. To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.",
  examples: '# Print the address of the control plane and cluster services\nkubectl cluster-info',
  flags: [],
  complete: async () => [],
  subcommands: [
    {
      name: 'dump',
      use: 'cluster-info dump [flags] [options]',
      short: 'Dump relevant information for debugging and diagnosis',
      long: 'Dump cluster information out suitable for debugging and diagnosing cluster problems.',
      examples: `# Dump the state of kube-system and the current namespace to stdout
kubectl cluster-info dump

# Dump it to a directory
kubectl cluster-info dump --output-directory=/path/to/cluster-state

# All namespaces
kubectl cluster-info dump --all-namespaces`,
      flags: [
        flag.allNamespaces('Dump all namespaces. Then --namespaces does not count.'),
        flag.allowMissingTemplateKeys,
        make.strings('namespaces', 'Namespaces to dump, separated by commas.'),
        make.string('output', `Output format. One of: (${FORMATS.replaceAll(',', ', ')}).`, {
          short: 'o',
          default: "'json'",
        }),
        make.string('output-directory', "Where to put the files. Empty or '-': standard output."),
        make.duration('pod-running-timeout', '20s', 'How long to wait until at least one pod runs'),
        flag.showManagedFields,
        flag.template,
      ],
      run: seldom((verbs) => verbs.runDump),
    },
  ],

  async run(factory) {
    const { server } = factory.transport();
    let failure: unknown;
    let services: readonly Service[] = [];
    try {
      await discover(factory);
      const path = `/api/v1/namespaces/kube-system/services${query({ labelSelector: 'kubernetes.io/cluster-service=true' })}`;
      services = (await ask<ApiList<Service>>(factory, { method: 'GET', path })).items;
      line(factory, 'Kubernetes control plane', server);
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      failure = error;
    }
    for (const service of services) {
      const name = service.metadata.labels?.['kubernetes.io/name'] || service.metadata.name;
      line(factory, name, linkTo(server, service));
    }
    factory.out(HINT);
    if (failure) throw failure;
    return 0;
  },
};
