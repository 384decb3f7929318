// The controller's command line, as far as it changes something here. Source: pkg/flags/flags.go.

import type { ContainerView } from '../../image.ts';
import { parseFlags } from '../process.ts';
import type { RouteOptions } from './routes.ts';

export interface Flags extends RouteOptions {
  /** `namespace/name`; empty: the nodes' addresses are published. */
  readonly publishService: string;
  readonly publishAddress: string;
  readonly updateStatus: boolean;
  readonly electionId: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** `--enable-ssl-passthrough`: without it, the annotation does nothing. */
  readonly sslPassthrough: boolean;
  readonly healthzPort: number;
  /** Of the validating webhook; undefined: it is off. */
  readonly webhookPort: number | undefined;
  readonly webhookCertificate: string;
  readonly webhookKey: string;
  /** `--default-ssl-certificate`, a Secret. */
  readonly defaultCertificate: string;
  readonly version: boolean;
}

export function flagsOf(argv: readonly string[], { namespace }: ContainerView): Flags {
  const given = parseFlags(argv.slice(1));
  const text = (name: string, fallback = ''): string => given.get(name) ?? fallback;
  const flag = (name: string, fallback: boolean): boolean => (given.has(name) ? given.get(name) === 'true' : fallback);
  const port = (name: string, fallback: number): number => Number(text(name)) || fallback;
  const webhook = text('validating-webhook');
  return {
    controller: text('controller-class', 'k8s.io/ingress-nginx'),
    annotation: text('ingress-class', 'nginx'),
    withoutClass: flag('watch-ingress-without-class', false),
    byName: flag('ingress-class-by-name', false),
    namespace: text('watch-namespace'),
    configMap: text('configmap', `${namespace}/ingress-nginx-controller`),
    publishService: text('publish-service'),
    publishAddress: text('publish-status-address'),
    updateStatus: flag('update-status', true),
    electionId: text('election-id', 'ingress-controller-leader'),
    httpPort: port('http-port', 80),
    httpsPort: port('https-port', 443),
    sslPassthrough: flag('enable-ssl-passthrough', false),
    healthzPort: port('healthz-port', 10_254),
    webhookPort: webhook === '' ? undefined : Number(webhook.split(':').at(-1)),
    webhookCertificate: text('validating-webhook-certificate'),
    webhookKey: text('validating-webhook-key'),
    defaultCertificate: text('default-ssl-certificate'),
    version: flag('version', false),
  };
}
