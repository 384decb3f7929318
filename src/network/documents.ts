// The manifests that the simulated internet serves, by the address that their projects publish them at.

/** One line a document: a new one needs its file in content/manifests and its line here. */
export interface PublicDocument {
  /** `https://raw.githubusercontent.com/OWNER/REPO/REF/PATH`, or `https://github.com/OWNER/REPO/releases/download/TAG/ASSET`. */
  readonly url: string;
  /** Its text, as a file of content/manifests. The lab's host reads it when it is first asked for. */
  readonly file: string;
}

const INGRESS_NGINX =
  'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider';
const NGINX_GATEWAY = 'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy';

/** Newer releases of a project stand after older ones: `releases/latest` is the last. */
export const DOCUMENTS: readonly PublicDocument[] = [
  { url: `${INGRESS_NGINX}/cloud/deploy.yaml`, file: 'ingress-nginx/controller-v1.13.3-cloud.yaml' },
  { url: `${INGRESS_NGINX}/baremetal/deploy.yaml`, file: 'ingress-nginx/controller-v1.13.3-baremetal.yaml' },
  {
    url: 'https://github.com/cert-manager/cert-manager/releases/download/v1.18.2/cert-manager.yaml',
    file: 'cert-manager/v1.18.2.yaml',
  },
  {
    url: 'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.3.0/standard-install.yaml',
    file: 'gateway-api/v1.3.0-standard-install.yaml',
  },
  {
    url: 'https://raw.githubusercontent.com/kubernetes-sigs/gateway-api/v1.3.0/config/crd/experimental/gateway.networking.k8s.io_tlsroutes.yaml',
    file: 'gateway-api/v1.3.0-experimental-tlsroutes.yaml',
  },
  { url: `${NGINX_GATEWAY}/crds.yaml`, file: 'nginx-gateway-fabric/v2.1.0-crds.yaml' },
  { url: `${NGINX_GATEWAY}/default/deploy.yaml`, file: 'nginx-gateway-fabric/v2.1.0-deploy.yaml' },
  { url: `${NGINX_GATEWAY}/experimental/deploy.yaml`, file: 'nginx-gateway-fabric/v2.1.0-experimental-deploy.yaml' },
];

/** Reads a file of content/manifests; undefined: there is none. */
export type ReadDocument = (file: string) => string | undefined | Promise<string | undefined>;

/** What is said where a document is not. */
export function missingDocument(url: string): string {
  return `404: Not Found\n\nPortolan's simulated internet does not have ${url}. The documents it has:\n${DOCUMENTS.map((d) => `  ${d.url}\n`).join('')}`;
}
