// kubectl create ingress. Models kubectl/pkg/cmd/create/create_ingress.go.

import type { Command, Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { make } from '../../standard-flags.ts';
import { generateFlags, metadata, onlyName, post } from './generate.ts';

const portOf = (text: string): { number: number } | { name: string } =>
  /^\d+$/.test(text) ? { number: Number(text) } : { name: text };
const backend = (service: string, port: string): object => ({ service: { name: service, port: portOf(port) } });

/** What stands behind it is passed over. Source: create_ingress.go ruleRegex. */
const RULE = /^(?<host>[\w*\-.]*)(?<path>\/.*)=(?<service>[\w-]+):(?<port>[\w-]+)(?<tls>,tls=?(?<secret>[\w-]+)?)?/;

async function run(factory: Factory): Promise<number> {
  const { flags } = factory;
  const name = onlyName(factory);
  const specs = flags.list('rule');
  const defaultBackend = flags.string('default-backend');
  if (specs.length === 0 && !defaultBackend) {
    throw new Fail(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
  }
  const annotations: Record<string, string> = {};
  for (const text of flags.list('annotation')) {
    const at = text.indexOf('=');
    if (at < 0) throw new Fail(`annotation ${text} is invalid and should be in format key=[value]`);
    annotations[text.slice(0, at)] = text.slice(at + 1);
  }
  const rules: { host?: string; http: { paths: object[] } }[] = [];
  const tls: { hosts?: string[]; secretName?: string }[] = [];
  for (const spec of specs) {
    const parts = RULE.exec(spec)?.groups;
    if (!parts)
      throw new Fail(`rule ${spec} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`);
    const { host = '', path = '', service = '', port = '', secret } = parts;
    const prefix = path.endsWith('*');
    let rule = rules.find((r) => (r.host ?? '') === host);
    if (!rule) {
      rule = { ...(host && { host }), http: { paths: [] } };
      rules.push(rule);
    }
    rule.http.paths.push({
      path: prefix ? path.slice(0, -1) : path,
      pathType: prefix ? 'Prefix' : 'Exact',
      backend: backend(service, port),
    });
    if (parts.tls === undefined) continue;
    const entry = tls.find((t) => (t.secretName ?? '') === (secret ?? ''));
    if (!entry) tls.push({ ...(host && { hosts: [host] }), ...(secret && { secretName: secret }) });
    else if (host && !entry.hosts?.includes(host)) entry.hosts = [...(entry.hosts ?? []), host];
  }
  let fallback: object | undefined;
  if (defaultBackend) {
    const [service, port, ...rest] = defaultBackend.split(':');
    if (!service || !port || rest.length > 0)
      throw new Fail('default-backend should be in format servicename:serviceport');
    fallback = backend(service, port);
  }
  const object = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...metadata(factory, name), ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: {
      ...(flags.string('class') && { ingressClassName: flags.string('class') }),
      ...(fallback && { defaultBackend: fallback }),
      ...(tls.length > 0 && { tls }),
      ...(rules.length > 0 && { rules }),
    },
    status: { loadBalancer: {} },
  };
  return post(factory, 'ingresses', object, 'ingress');
}

export const ingress: Command = {
  name: 'ingress',
  aliases: ['ing'],
  use: 'create ingress NAME --rule=host/path=service:port[,tls[=secret]]  [options]',
  short: 'Create an ingress with the specified name',
  long: 'Create an ingress with the specified name.',
  examples: `# Requests to foo.com/bar go to svc1:8080, with TLS from the secret "my-cert"
kubectl create ingress simple --rule="foo.com/bar=svc1:8080,tls=my-cert"

# All paths, and a class
kubectl create ingress catch-all --class=otheringress --rule="/*=svc:8080"

# A default backend for everything else
kubectl create ingress ingdefault --default-backend=defaultsvc:http --rule="foo.com/*=svc:8080"`,
  flags: [
    ...generateFlags,
    make.stringArray('annotation', 'Annotation of the ingress, in the form annotation=value'),
    make.string('class', 'Ingress class to use'),
    make.string('default-backend', 'Service for everything that no rule takes, in the form svcname:port'),
    make.stringArray(
      'rule',
      'Rule in the form host/path=service:port[,tls=secretname]. A path that ends with a star is of the type Prefix.',
    ),
  ],
  run,
};
