// kubectl expose. Models kubectl/pkg/cmd/expose.

import type { ApiObject } from '#apimachinery/meta.ts';
import { ask, query } from '../../client.ts';
import type { Command, Factory } from '../../command.ts';
import { groupVersionOf } from '../../discovery.ts';
import { Fail, raise } from '../../errors.ts';
import { fetchInfos, queryOf } from '../../resource/builder.ts';
import { withLastApplied } from '../../resource/last-applied.ts';
import { dryRunOf, reporter, writeQuery } from '../../resource/output.ts';
import { override } from '../../resource/override.ts';
import { recorded, recordFlag } from '../../resource/record.ts';
import { filenameFlags, flag, make, printFlags } from '../../standard-flags.ts';
import { EXPOSABLE, type ExposeOptions, serviceFor } from './service-for.ts';

async function run(factory: Factory): Promise<number> {
  const { flags, args } = factory;
  const dryRun = dryRunOf(factory);
  const report = reporter(factory, dryRun, { typed: true });
  const { infos, failures } = await fetchInfos(factory, queryOf(factory, args, { selector: '' }), { latest: true });
  const wrong = [...failures];
  let options: ExposeOptions = {
    name: flags.string('name'),
    port: flags.string('port'),
    protocol: flags.string('protocol'),
    targetPort: flags.string('target-port'),
    type: flags.string('type'),
    selector: flags.string('selector'),
    labels: flags.string('labels'),
    externalIp: flags.string('external-ip'),
    loadBalancerIp: flags.string('load-balancer-ip'),
    clusterIp: flags.string('cluster-ip'),
    sessionAffinity: flags.string('session-affinity'),
    namespace: factory.namespace.explicit ? factory.namespace.name : '',
  };
  for (const { mapping, object } of infos) {
    try {
      const kind = mapping.group ? `${mapping.kind}.${mapping.group}` : mapping.kind;
      if (!EXPOSABLE.has(kind)) throw new Fail(`cannot expose a ${kind}`);
      const made = serviceFor(options, { ...object!, kind: mapping.kind, apiVersion: groupVersionOf(mapping) });
      if ('error' in made) throw new Fail(made.error);
      // What the first object told is kept for the next, as the real kubectl does: `expose deployment a b`
      // gives b the selector, labels and ports of a.
      options = carryOver(options, made.service);
      const service = recorded(
        factory,
        override<ApiObject>(made.service, flags.string('overrides'), flags.string('override-type')),
      );
      if (dryRun === 'client') {
        report(flags.bool('save-config') ? withLastApplied(service) : service, 'exposed');
        continue;
      }
      const namespace = factory.namespace.name;
      const created = await ask<ApiObject>(factory, {
        method: 'POST',
        path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/services${query(writeQuery(dryRun, { fieldManager: flags.string('field-manager') }))}`,
        body: flags.bool('save-config') ? withLastApplied(service) : service,
      });
      report({ ...created, apiVersion: 'v1', kind: 'Service' }, 'exposed');
    } catch (error) {
      if (!(error instanceof Fail)) throw error;
      wrong.push(error);
      break;
    }
  }
  raise(wrong);
  return 0;
}

function carryOver(
  options: ExposeOptions,
  { metadata, spec }: ApiObject & { spec?: { selector?: object; ports?: { port: number }[] } },
): ExposeOptions {
  const text = (labels: object | undefined): string =>
    Object.entries(labels ?? {})
      .map(([k, v]) => `${k}=${v}`)
      .join(',');
  return {
    ...options,
    selector: options.selector || text(spec?.selector),
    labels: options.labels || text(metadata.labels),
    port: options.port || [...new Set((spec?.ports ?? []).map((p) => p.port))].join(','),
  };
}

export const expose: Command = {
  name: 'expose',
  use: 'expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type] [options]',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  long: `Expose a resource as a new Kubernetes service.

 Looks up a deployment, service, replica set, replication controller or pod by name and uses its selector as the selector of a new service on the given port. A deployment or replica set can be exposed only if its selector has nothing but labels (matchLabels). Without --port the ports of the resource are used. Without --labels the service gets the labels of the resource.

 Possible resources include (case insensitive):

 pod (po), service (svc), replicationcontroller (rc), deployment (deploy), replicaset (rs)`,
  examples: `# A service for a deployment, on port 80, that connects to the containers on port 8000
kubectl expose deployment web --port=80 --target-port=8000

# The same, reachable on a port of every node
kubectl expose deployment web --port=80 --target-port=8000 --type=NodePort

# A service for what a file names
kubectl expose -f deployment.yaml --port=80

# A second service for the pods of a service, with another name and port
kubectl expose service web --port=443 --target-port=8443 --name=web-https`,
  flags: [
    ...printFlags,
    recordFlag,
    make.string(
      'cluster-ip',
      "IP address of the service. Leave it empty to have one assigned, or 'None' for a headless service.",
    ),
    flag.dryRun,
    make.string('external-ip', 'Another IP address, not managed by Kubernetes, that the service accepts.'),
    flag.fieldManager('kubectl-expose'),
    ...filenameFlags('Filename, directory, or URL to files that name the resource to expose'),
    make.string('labels', 'Labels of the service.', { short: 'l' }),
    make.string('load-balancer-ip', 'IP address for the load balancer. Not every provider takes it.'),
    make.string('name', 'Name of the service.'),
    make.string('override-type', 'How to apply the override: json, merge, or strategic.', { default: "'merge'" }),
    make.string('overrides', 'JSON that changes the generated object before it is sent.'),
    make.string('port', 'Port on which the service serves. Taken from the resource if not given.'),
    make.string('protocol', "Network protocol of the service. Default 'TCP'."),
    flag.saveConfig,
    make.string(
      'selector',
      'Selector of the service. Only equality can be used. Taken from the resource if not given.',
    ),
    make.string('session-affinity', "Set it to 'ClientIP' to keep each client at one pod; 'None' does not."),
    make.string(
      'target-port',
      'Name or number of the container port that the service directs to. Default: the same as --port.',
    ),
    make.string(
      'type',
      "Type of the service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default 'ClusterIP'.",
    ),
  ],
  run,
};
