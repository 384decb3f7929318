// The one place that says which Kubernetes Portolan simulates. Discovery, OpenAPI, `kubectl version`, node info and the docs read it.

export const KUBERNETES_VERSION = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.1',
  /** The kubectl whose output we match. */
  kubectlVersion: 'v1.34.5',
  kustomizeVersion: 'v5.7.1',
} as const;
