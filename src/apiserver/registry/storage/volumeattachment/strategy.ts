// Models pkg/registry/storage/volumeattachment/strategy.go, with its validation and printer.

import type { VolumeAttachment } from '#api/storage/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1123Subdomain } from '#apimachinery/validation.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import { validateCsiDriver } from '../../core/pod/volume-validation.ts';
import type { Strategy } from '../../rest/strategy.ts';

/** The internal type has no names for JSON. Differs: an inline volume is shown as it was given. */
const shownSpec = ({ spec: { attacher, source, nodeName } }: VolumeAttachment): unknown => ({
  Attacher: attacher,
  Source: {
    PersistentVolumeName: source.persistentVolumeName ?? null,
    InlineVolumeSpec: source.inlineVolumeSpec ?? null,
  },
  NodeName: nodeName,
});

const ONE_OF_BOTH = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';

function validateAttachment({ spec }: VolumeAttachment): FieldError[] {
  const errors = spec.attacher ? [] : [field.required('spec.attacher')];
  return [
    ...errors,
    ...validateSource(spec.source),
    ...invalids('spec.nodeName', spec.nodeName ?? '', isDns1123Subdomain(spec.nodeName ?? '')),
  ];
}

function validateSource({ persistentVolumeName, inlineVolumeSpec }: VolumeAttachment['spec']['source']): FieldError[] {
  const at = 'spec.source';
  if (!inlineVolumeSpec && persistentVolumeName === undefined) return [field.required(at, ONE_OF_BOTH)];
  if (inlineVolumeSpec) return persistentVolumeName === undefined ? [] : [field.forbidden(at, ONE_OF_BOTH)];
  return persistentVolumeName === ''
    ? [field.required(`${at}.persistentVolumeName`, 'must specify non empty persistentVolumeName')]
    : [];
}

/** What v1 asks beside, and only of new ones. Source: ValidateVolumeAttachmentV1. */
function validateNew({ spec: { attacher, source } }: VolumeAttachment): FieldError[] {
  const { persistentVolumeName: volume } = source;
  return [
    ...validateCsiDriver(attacher, 'spec.attacher'),
    ...(volume === undefined ? [] : invalids('spec.source.persistentVolumeName', volume, isDns1123Subdomain(volume))),
  ];
}

export const volumeAttachmentStrategy: Strategy<VolumeAttachment> = {
  resource: 'volumeattachments',
  singular: 'volumeattachment',
  kind: 'VolumeAttachment',
  group: 'storage.k8s.io',
  version: 'v1',
  namespaced: false,
  statusSubresource: true,

  setDefaults(attachment) {
    attachment.spec ??= { attacher: '', nodeName: '', source: {} };
    attachment.spec.source ??= {};
  },
  prepareForCreate(attachment) {
    attachment.status = { attached: false };
  },
  validate: (attachment) => [...validateAttachment(attachment), ...validateNew(attachment)],
  validateUpdate: (attachment, old) => [
    ...validateAttachment(attachment),
    ...(deepEqual(attachment.spec, old.spec)
      ? []
      : [field.invalid('spec', shownSpec(attachment), 'field is immutable')]),
  ],
  columns: [
    nameColumn,
    text(
      'Attacher',
      'attacher indicates the name of the volume driver that MUST handle this request. This is the name returned by GetPluginName().',
      ({ spec }) => spec.attacher,
    ),
    text(
      'PV',
      'source represents the volume that should be attached.',
      ({ spec }) => spec.source.persistentVolumeName ?? '',
    ),
    text('Node', 'nodeName represents the node that the volume should be attached to.', ({ spec }) => spec.nodeName),
    {
      name: 'Attached',
      type: 'boolean',
      description:
        'attached indicates the volume is successfully attached. This field must only be set by the entity completing the attach operation, i.e. the external-attacher.',
      cell: ({ status }) => status?.attached ?? false,
    },
    ageColumn,
  ],
};
