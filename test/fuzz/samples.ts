// Requests that are right: what fuzzing starts from.

type Sample = Readonly<Record<string, unknown>>;

const template = {
  metadata: { labels: { app: 'web' } },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'nginx:1.27',
        ports: [{ containerPort: 80, name: 'http' }],
        env: [{ name: 'A', value: 'b' }],
      },
      { name: 'side', image: 'busybox', command: ['sleep', '9'], resources: { requests: { cpu: '100m' } } },
    ],
  },
};
const selector = { matchLabels: { app: 'web' } };
const once = { ...template, spec: { ...template.spec, restartPolicy: 'Never' } };

/** By resource as storage names it; what is not here is made out of the field table. */
export const SAMPLES: Readonly<Record<string, Sample>> = {
  pods: template,
  services: {
    spec: {
      type: 'NodePort',
      selector: { app: 'web' },
      ports: [
        { port: 80, name: 'http', targetPort: 'http' },
        { port: 443, name: 'tls' },
      ],
    },
  },
  configmaps: { data: { a: '1', b: 'two' }, binaryData: { c: 'AAEC' } },
  secrets: { type: 'Opaque', data: { a: 'AAEC' }, stringData: { b: 'x' } },
  'deployments.apps': { spec: { replicas: 2, selector, template, strategy: { rollingUpdate: { maxSurge: '25%' } } } },
  'replicasets.apps': { spec: { replicas: 2, selector, template } },
  'statefulsets.apps': { spec: { replicas: 2, selector, template, serviceName: 'web' } },
  'daemonsets.apps': { spec: { selector, template } },
  replicationcontrollers: { spec: { replicas: 1, selector: { app: 'web' }, template } },
  'jobs.batch': { spec: { completions: 2, parallelism: 1, template: once } },
  'cronjobs.batch': { spec: { schedule: '*/5 * * * *', jobTemplate: { spec: { template: once } } } },
  'horizontalpodautoscalers.autoscaling': {
    spec: {
      minReplicas: 1,
      maxReplicas: 3,
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    },
  },
  'ingresses.networking.k8s.io': {
    spec: {
      rules: [
        {
          host: 'a.example',
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }],
          },
        },
      ],
      tls: [{ hosts: ['a.example'], secretName: 't' }],
    },
  },
  'networkpolicies.networking.k8s.io': {
    spec: { podSelector: selector, ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] },
  },
  'endpointslices.discovery.k8s.io': {
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.0.0.1'], conditions: { ready: true } }],
    ports: [{ name: 'http', port: 80, protocol: 'TCP' }],
  },
  endpoints: { subsets: [{ addresses: [{ ip: '10.0.0.1' }], ports: [{ port: 80 }] }] },
  'poddisruptionbudgets.policy': { spec: { minAvailable: '50%', selector } },
  'roles.rbac.authorization.k8s.io': { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] },
  persistentvolumeclaims: { spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } } },
  resourcequotas: { spec: { hard: { pods: '10' } } },
  limitranges: { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } },
};
