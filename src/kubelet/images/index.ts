// The registries of the simulated world: every image that can be pulled. All others are not found.

import type { Lazy } from '#machine/lazy.ts';
import type { Program } from '#machine/program.ts';
import type { Image } from '../image.ts';
import { agnhost, healthCode } from './agnhost/agnhost.ts';
import { agnhostProgram } from './agnhost/program.ts';
import { certManager, certManagerCode } from './cert-manager/cert-manager.ts';
import { coredns } from './coredns/coredns.ts';
import { echoServer, echoserver } from './echo-server/echo-server.ts';
import { grpcbin, grpcbinCode } from './grpcbin/grpcbin.ts';
import { helloApp } from './hello-app/hello-app.ts';
import { httpEcho } from './http-echo/http-echo.ts';
import { httpd, httpdProgram } from './httpd/httpd.ts';
import { ingressNginx, ingressNginxCode } from './ingress-nginx/ingress-nginx.ts';
import { kubeProxy } from './kube-proxy/kube-proxy.ts';
import { certgenCode, kubeWebhookCertgen } from './kube-webhook-certgen/kube-webhook-certgen.ts';
import { htpasswdCode } from './nginx/access.ts';
import { nginx } from './nginx/nginx.ts';
import { nginxProgram } from './nginx/program.ts';
import { nginxProxyCode } from './nginx/serve.ts';
import { gatewayCode, nginxGateway, nginxOfGateway } from './nginx-gateway-fabric/nginx-gateway-fabric.ts';
import { node, nodeCode, nodePrograms } from './node/node.ts';
import { pause } from './pause/pause.ts';
import { postgres } from './postgres/postgres.ts';
import { redis } from './redis/redis.ts';
import { digestOf, parseReference } from './reference.ts';
import type { Repository } from './repository.ts';
import { tools } from './tools/tools.ts';
import { whoami } from './whoami/whoami.ts';

export { digestOf, parseReference } from './reference.ts';

export const repositories: readonly Repository[] = [
  nginx,
  httpEcho,
  agnhost,
  helloApp,
  echoserver,
  echoServer,
  httpd,
  grpcbin,
  node,
  whoami,
  redis,
  postgres,
  ...tools,
  pause,
  coredns,
  kubeProxy,
  ingressNginx,
  ...certManager,
  kubeWebhookCertgen,
  nginxGateway,
  nginxOfGateway,
];

/** Code of images that only some clusters run, fetched when the first of its containers starts. */
export const imageCode: readonly Lazy<unknown>[] = [
  ingressNginxCode,
  certgenCode,
  gatewayCode,
  certManagerCode,
  grpcbinCode,
  healthCode,
  nginxProxyCode,
  htpasswdCode,
  nodeCode,
];

/** Servers that scripts of a container may start, to be put beside the shell room's programs: an image names those that it has. */
export const serverPrograms: ReadonlyMap<string, Program> = new Map([
  ...nodePrograms,
  ['nginx', nginxProgram],
  ['httpd', httpdProgram],
  ['apachectl', httpdProgram],
  ['agnhost', agnhostProgram],
  ['/agnhost', agnhostProgram],
  // ingress-nginx's preStop hook. Differs: it waits for nothing, as no connection outlives its answer.
  ['/wait-shutdown', async () => 0],
]);

/** One of each, for lists and documents. */
export const images: readonly Image[] = repositories.flatMap(({ examples, at }) =>
  examples.flatMap((tag) => at(tag) ?? []),
);

export interface FoundImage {
  readonly image: Image;
  readonly tag: string;
  /** Normalised: `docker.io/library/nginx:latest`. */
  readonly reference: string;
}

export type FindImage = (reference: string) => FoundImage | undefined;

/** Undefined: the registry has no such image, or the text is no reference (then `parseReference` is undefined too). */
export function findImage(reference: string): FoundImage | undefined {
  if (!found.has(reference)) found.set(reference, find(reference));
  return found.get(reference);
}

/** The same reference is the same image: all its containers share what it is made of. */
const found = new Map<string, FoundImage | undefined>();

function find(reference: string): FoundImage | undefined {
  const parsed = parseReference(reference);
  if (!parsed) return undefined;
  const { repository, digest } = parsed;
  const home = repositories.find(({ names }) => names.includes(repository));
  // A digest alone names one image: of those that stand here, the one with that digest.
  const tag = parsed.tag || home?.examples.concat('latest').find((t) => digestOf(repository, t) === digest);
  const image = tag ? home?.at(tag) : undefined;
  if (!image || !tag || (digest !== undefined && digestOf(repository, tag) !== digest)) return undefined;
  return { image, tag, reference: digest === undefined ? `${repository}:${tag}` : `${repository}@${digest}` };
}
