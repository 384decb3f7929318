// The Pod that kubectl run makes. Models kubectl/pkg/generate/versioned/run.go.

import type { ApiObject } from '#apimachinery/meta.ts';
import { Fail } from '../../errors.ts';
import { parseLabels, sorted } from '../expose/service-for.ts';

export interface RunOptions {
  readonly name: string;
  /** Empty unless -n was given. */
  readonly namespace: string;
  readonly image: string;
  readonly pullPolicy: string;
  readonly restart: string;
  readonly labels: string;
  readonly annotations: readonly string[];
  readonly env: readonly string[];
  readonly port: string;
  readonly command: boolean;
  readonly args: readonly string[];
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly leaveStdinOpen: boolean;
  readonly privileged: boolean;
}

function env(specs: readonly string[]): { name: string; value: string }[] {
  return specs.map((spec) => {
    const at = spec.indexOf('=');
    const name = spec.slice(0, at);
    if (at <= 0 || !/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(name)) throw new Fail(`invalid env: ${spec}`);
    return { name, value: spec.slice(at + 1) };
  });
}

export function podFor(o: RunOptions): ApiObject {
  const labels = o.labels ? parseLabels(o.labels) : { run: o.name };
  if (typeof labels === 'string') throw new Fail(labels);
  const annotations: Record<string, string> = {};
  for (const text of o.annotations) {
    const at = text.indexOf('=');
    if (at <= 0) throw new Fail(`invalid annotations format: ${text}`);
    annotations[text.slice(0, at)] = text.slice(at + 1);
  }
  const port = o.port === '' ? undefined : /^[-+]?\d+$/.test(o.port) ? Number(o.port) : Number.NaN;
  if (Number.isNaN(port)) throw new Fail(`strconv.Atoi: parsing ${JSON.stringify(o.port)}: invalid syntax`);
  const variables = env(o.env);
  const container = {
    name: o.name,
    image: o.image,
    ...(o.args.length > 0 && (o.command ? { command: o.args } : { args: o.args })),
    ...(port !== undefined && { ports: [{ containerPort: port }] }),
    ...(variables.length > 0 && { env: variables }),
    resources: {},
    ...(o.pullPolicy && { imagePullPolicy: o.pullPolicy }),
    ...(o.privileged && { securityContext: { privileged: true } }),
    ...(o.stdin && { stdin: true, ...(!o.leaveStdinOpen && { stdinOnce: true }) }),
    ...(o.tty && { tty: true }),
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: o.name,
      ...(o.namespace && { namespace: o.namespace }),
      labels: sorted(labels),
      ...(o.annotations.length > 0 && { annotations }),
    },
    spec: { containers: [container], restartPolicy: o.restart, dnsPolicy: 'ClusterFirst' },
    status: {},
  } as ApiObject;
}
