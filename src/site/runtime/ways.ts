// What the page offers to run: the learner's image, exposed by every way of the course.

import type words from '../i18n/en/webcontainer.json';

const NGINX =
  'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/cloud/deploy.yaml';
const GATEWAY_API = 'https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.3.0/standard-install.yaml';
const NGINX_GATEWAY = 'https://raw.githubusercontent.com/nginx/nginx-gateway-fabric/v2.1.0/deploy';
const GATEWAY = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'Gateway',
  metadata: { name: 'app' },
  spec: { gatewayClassName: 'nginx', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
};
const ROUTE = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'app' },
  spec: {
    parentRefs: [{ name: 'app' }],
    hostnames: ['app.example.com'],
    rules: [{ backendRefs: [{ name: 'app', port: 80 }] }],
  },
};
/** In one line, for whatever shell. */
const apply = (object: object): string => `echo '${JSON.stringify(object)}' | kubectl apply -f -`;
const NODE = `$(kubectl get nodes -o jsonpath='{.items[0].status.addresses[?(@.type=="ExternalIP")].address}')`;
const expose = (name: string, type: string): string =>
  `kubectl expose deployment app --name=${name} --type=${type} --port=80 --target-port=8080`;
const addressOf = (service: string): string =>
  `$(kubectl get service ${service} -o jsonpath='{.status.loadBalancer.ingress[0].ip}')`;

export const WAYS: readonly { readonly word: keyof typeof words; readonly lines: readonly string[] }[] = [
  {
    word: 'wayPods',
    lines: ['kubectl create deployment app --image=app --replicas=2', 'kubectl rollout status deployment app'],
  },
  {
    word: 'wayClusterIp',
    lines: [
      'kubectl expose deployment app --port=80 --target-port=8080',
      'kubectl run client --rm -i --image=busybox --restart=Never -- wget -qO- http://app/',
    ],
  },
  {
    word: 'wayNodePort',
    lines: [
      expose('app-node', 'NodePort'),
      `curl http://${NODE}:$(kubectl get service app-node -o jsonpath='{.spec.ports[0].nodePort}')/`,
    ],
  },
  {
    word: 'wayLoadBalancer',
    lines: [
      expose('app-lb', 'LoadBalancer'),
      `kubectl wait service/app-lb --for=jsonpath='{.status.loadBalancer.ingress}'`,
      `curl http://${addressOf('app-lb')}/`,
    ],
  },
  {
    word: 'wayForward',
    lines: ['kubectl port-forward service/app 9090:80 &', 'curl http://localhost:9090/', 'kill %1'],
  },
  {
    word: 'wayIngress',
    lines: [
      `kubectl apply -f ${NGINX}`,
      'kubectl wait -n ingress-nginx deployment/ingress-nginx-controller --for=condition=Available --timeout=120s',
      `kubectl create ingress app --class=nginx --rule='app.example.com/*=app:80'`,
      `kubectl wait ingress/app --for=jsonpath='{.status.loadBalancer.ingress}' --timeout=120s`,
      `curl -H 'Host: app.example.com' http://$(kubectl get ingress app -o jsonpath='{.status.loadBalancer.ingress[0].ip}')/`,
    ],
  },
  {
    word: 'wayGateway',
    lines: [
      `kubectl apply -f ${GATEWAY_API}`,
      `kubectl apply --server-side -f ${NGINX_GATEWAY}/crds.yaml`,
      `kubectl apply -f ${NGINX_GATEWAY}/default/deploy.yaml`,
      'kubectl wait -n nginx-gateway deployment/nginx-gateway --for=condition=Available --timeout=120s',
      apply(GATEWAY),
      apply(ROUTE),
      `kubectl wait gateway/app --for=jsonpath='{.status.addresses}' --timeout=120s`,
      `curl -H 'Host: app.example.com' http://$(kubectl get gateway app -o jsonpath='{.status.addresses[0].value}')/`,
    ],
  },
  { word: 'wayChanged', lines: ['kubectl rollout restart deployment app'] },
];
