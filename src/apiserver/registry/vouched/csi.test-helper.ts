// What drivers of storage tell the cluster of themselves, and of what is attached where.

import type { Default, Refusal } from './row.test-helper.ts';

type Body = Refusal['object'];
type Row = readonly [resource: string, object: Body, says: string, by: string, patch?: Body];

const read = (name: string): string =>
  `pkg/apis/storage/validation ${name}, read at 059ce4e8 (about v1.29); alike at 3bd2b846 (about v1.36) where nothing else is said`;

const DRIVERS = 'csidrivers.storage.k8s.io';
const NODES = 'csinodes.storage.k8s.io';
const ATTACHMENTS = 'volumeattachments.storage.k8s.io';
const CLASSES = 'storageclasses.storage.k8s.io';
const SUBDOMAIN =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
const ONE = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';

const attachment = (source: object, more: object = {}): Body => ({
  spec: { attacher: 'd.io', nodeName: 'n', source, ...more },
});
const topologies = (...terms: object[][]): Body => ({
  provisioner: 'a.io/b',
  allowedTopologies: terms.map((matchLabelExpressions) => ({ matchLabelExpressions })),
});
const ZONE = { key: 'zone', values: ['a', 'b'] };

const ROWS: readonly Row[] = [
  [
    DRIVERS,
    { spec: { fsGroupPolicy: 'All', volumeLifecycleModes: ['Always'] } },
    '[spec.fsGroupPolicy: Unsupported value: "All": supported values: "File", "None", "ReadWriteOnceWithFSType", spec.volumeLifecycleModes: Unsupported value: "Always": supported values: "Persistent", "Ephemeral"]',
    read('validateCSIDriverSpec'),
  ],
  [
    DRIVERS,
    { spec: { tokenRequests: [{ audience: 'a', expirationSeconds: 10 }, { audience: 'a' }] } },
    '[spec.tokenRequests[0].expirationSeconds: Invalid value: 10: may not specify a duration less than 10 minutes, spec.tokenRequests[1].audience: Duplicate value: "a"]',
    read('validateTokenRequests'),
  ],
  [
    DRIVERS,
    { spec: {} },
    '[spec.attachedRequired: Invalid value: false: field is immutable, spec.volumeLifecycleModes: Invalid value: ["Ephemeral"]: field is immutable]',
    read('ValidateCSIDriverUpdate'),
    { spec: { attachRequired: false, volumeLifecycleModes: ['Ephemeral'] } },
  ],
  [
    NODES,
    { spec: { drivers: [{ name: 'A b', nodeID: '', allocatable: { count: -1 }, topologyKeys: ['a', 'a'] }] } },
    `[spec.drivers[0].name: Invalid value: "A b": ${SUBDOMAIN}, spec.drivers[0].nodeID: Required value, spec.drivers[0].allocatable.count: Invalid value: -1: must be greater than or equal to 0, spec.drivers[0]: Duplicate value: "a"]`,
    read('validateCSINodeDriver'),
  ],
  [
    NODES,
    {
      spec: {
        drivers: [
          { name: 'd', nodeID: 'n', topologyKeys: null },
          { name: 'd', nodeID: 'n', topologyKeys: null },
        ],
      },
    },
    'spec.drivers[1].name: Duplicate value: "d"',
    read('validateCSINodeDriver'),
  ],
  [
    ATTACHMENTS,
    { spec: {} },
    `[spec.attacher: Required value, spec.source: Required value: ${ONE}, spec.nodeName: Invalid value: "": ${SUBDOMAIN}, spec.attacher: Invalid value: "": ${SUBDOMAIN}]`,
    `${read('ValidateVolumeAttachment, ValidateVolumeAttachmentV1')}; later they are one`,
  ],
  [
    ATTACHMENTS,
    attachment({ persistentVolumeName: 'V' }),
    `spec.source.persistentVolumeName: Invalid value: "V": ${SUBDOMAIN}`,
    read('ValidateVolumeAttachmentV1'),
  ],
  [
    ATTACHMENTS,
    attachment({ persistentVolumeName: 'v', inlineVolumeSpec: { capacity: { storage: '1' } } }),
    `spec.source: Forbidden: ${ONE}`,
    read('validateVolumeAttachmentSource'),
  ],
  [
    ATTACHMENTS,
    attachment({ persistentVolumeName: 'v' }),
    'spec: Invalid value: {"Attacher":"d.io","Source":{"PersistentVolumeName":"v","InlineVolumeSpec":null},"NodeName":"m"}: field is immutable',
    read('ValidateVolumeAttachmentUpdate'),
    { spec: { nodeName: 'm' } },
  ],
  [
    CLASSES,
    topologies([{ key: '', values: [] }, { key: 'zone', values: ['a', 'a'] }, ZONE]),
    "[allowedTopologies[0].matchLabelExpressions[0].values: Required value, allowedTopologies[0].matchLabelExpressions[0].key: Invalid value: \"\": name part must be non-empty, allowedTopologies[0].matchLabelExpressions[0].key: Invalid value: \"\": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]'), allowedTopologies[0].matchLabelExpressions[1].values[1]: Duplicate value: \"a\", allowedTopologies[0].matchLabelExpressions[2].key: Duplicate value: \"zone\"]",
    'pkg/apis/core/validation ValidateTopologySelectorTerm, read at 81b59d0f (about v1.36)',
  ],
  [
    CLASSES,
    topologies([ZONE], [{ ...ZONE, values: ['b', 'a'] }]),
    'allowedTopologies[1].matchLabelExpressions: Duplicate value: ""',
    read('validateAllowedTopologies'),
  ],
];

export const CSI_REFUSALS: readonly Refusal[] = ROWS.map(([resource, object, says, vouches, patch]) => ({
  resource,
  object,
  says,
  vouches,
  ...(patch && { patch }),
}));

export const CSI_DEFAULTS: readonly Default[] = [
  {
    resource: NODES,
    object: { spec: {} },
    becomes: { spec: { drivers: null } },
    vouches: 'storage/v1 CSINodeSpec.Drivers has no omitempty; there is no default beside',
  },
];
