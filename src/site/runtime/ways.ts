// What the page offers to run: the learner's image, exposed by every way of the course.

import type { RuntimeWords } from './words.ts';

const NGINX =
  'https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v1.13.3/deploy/static/provider/cloud/deploy.yaml';
const expose = (name: string, type: string): string =>
  `kubectl expose deployment app --name=${name} --type=${type} --port=80 --target-port=8080`;
const addressOf = (service: string): string =>
  `$(kubectl get service ${service} -o jsonpath='{.status.loadBalancer.ingress[0].ip}')`;

export const WAYS: readonly { readonly word: keyof RuntimeWords; readonly lines: readonly string[] }[] = [
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
      `curl http://203.0.113.11:$(kubectl get service app-node -o jsonpath='{.spec.ports[0].nodePort}')/`,
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
      `curl -H 'Host: app.example.com' http://$(kubectl get service -n ingress-nginx ingress-nginx-controller -o jsonpath='{.status.loadBalancer.ingress[0].ip}')/`,
    ],
  },
  { word: 'wayChanged', lines: ['kubectl rollout restart deployment app'] },
];
