// The learner's ~/.kube/config: the one cluster there is, as its administrator.

import { API_SERVER } from './bootstrap.ts';

/** The name under which the laptop reaches the API server; a name, so that it does not look like a Service's address. */
export const SERVER_URL = `https://${API_SERVER.ip}:${API_SERVER.port}`;

/** What the laptop proves with that it is the learner's. */
export const LEARNER_TOKEN = 'learner';

export const KUBECONFIG = `apiVersion: v1
clusters:
- cluster:
    server: ${SERVER_URL}
  name: portolan
contexts:
- context:
    cluster: portolan
    user: learner
  name: portolan
current-context: portolan
kind: Config
users:
- name: learner
  user:
    token: ${LEARNER_TOKEN}
`;

/** Who the learner is to the API server: the one whom kubeadm makes administrator. */
export const LEARNER = {
  name: 'kubernetes-admin',
  groups: ['kubeadm:cluster-admins', 'system:authenticated'],
} as const;
