// Models pkg/registry/storage/volumeattachment/strategy.go, with its validation and printer.

import type { VolumeAttachment } from '#api/storage/types.ts';
import { deepEqual } from '#apimachinery/equal.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

function validateAttachment({ spec }: VolumeAttachment): FieldError[] {
  const errors: FieldError[] = [];
  if (!spec.attacher) errors.push(field.required('spec.attacher'));
  if (!spec.source.persistentVolumeName)
    errors.push(field.required('spec.source', 'must specify exactly one of inlineVolumeSpec and persistentVolumeName'));
  if (!spec.nodeName) errors.push(field.required('spec.nodeName'));
  return errors;
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
  validate: validateAttachment,
  validateUpdate: (attachment, old) => [
    ...validateAttachment(attachment),
    ...(deepEqual(attachment.spec, old.spec) ? [] : [field.invalid('spec', attachment.spec, 'field is immutable')]),
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
