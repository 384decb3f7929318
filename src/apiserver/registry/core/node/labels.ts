// Models GetNodeLabelDeprecatedMessage of pkg/api/node.

const since = (version: string, label: string): string => `deprecated since ${version}; use "${label}" instead`;

const DEPRECATED: Readonly<Record<string, string>> = {
  'beta.kubernetes.io/arch': since('v1.14', 'kubernetes.io/arch'),
  'beta.kubernetes.io/os': since('v1.14', 'kubernetes.io/os'),
  'failure-domain.beta.kubernetes.io/region': since('v1.17', 'topology.kubernetes.io/region'),
  'failure-domain.beta.kubernetes.io/zone': since('v1.17', 'topology.kubernetes.io/zone'),
  'beta.kubernetes.io/instance-type': since('v1.17', 'node.kubernetes.io/instance-type'),
};

/** Why not to use this label of nodes; undefined: it is fine. */
export const nodeLabelDeprecation = (label: string): string | undefined => DEPRECATED[label];
