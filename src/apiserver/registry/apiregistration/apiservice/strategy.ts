// Models kube-aggregator/pkg/registry/apiservice/strategy.go, with its validation and table.

import type { APIService } from '#api/apiregistration/types.ts';
import { type FieldError, field } from '#apimachinery/field.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import type { Strategy } from '../../rest/strategy.ts';

function validateApiService({ metadata, spec }: APIService): FieldError[] {
  const { group = '', version = '', service, groupPriorityMinimum = 0, versionPriority = 0 } = spec;
  const name = `${version}.${group}`;
  if (metadata.name !== name)
    return [
      field.invalid('metadata.name', metadata.name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(name)}`),
    ];
  const errors: FieldError[] = [];
  if (!version) errors.push(field.required('spec.version'));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > 20000)
    errors.push(
      field.invalid('spec.groupPriorityMinimum', groupPriorityMinimum, 'must be positive and less than 20000'),
    );
  if (versionPriority <= 0 || versionPriority > 1000)
    errors.push(field.invalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000'));
  if (service) {
    if (!service.namespace) errors.push(field.required('spec.service.namespace'));
    if (!service.name) errors.push(field.required('spec.service.name'));
    if (spec.insecureSkipTLSVerify && spec.caBundle)
      errors.push(field.invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
  } else {
    if (spec.caBundle) errors.push(field.invalid('spec.caBundle', '', 'local APIServices may not have a caBundle'));
    if (spec.insecureSkipTLSVerify)
      errors.push(
        field.invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify'),
      );
  }
  return errors;
}

function available({ status }: APIService): string {
  const found = status?.conditions?.find((c) => c.type === 'Available');
  if (!found) return 'Unknown';
  return found.status === 'True' ? 'True' : `${found.status} (${found.reason ?? ''})`;
}

export const apiServiceStrategy: Strategy<APIService> = {
  resource: 'apiservices',
  singular: 'apiservice',
  kind: 'APIService',
  group: 'apiregistration.k8s.io',
  version: 'v1',
  namespaced: false,
  categories: ['api-extensions'],
  statusSubresource: true,

  setDefaults(apiService) {
    apiService.spec ??= { groupPriorityMinimum: 0, versionPriority: 0 };
    if (apiService.spec.service) apiService.spec.service.port ??= 443;
  },
  prepareForCreate(apiService) {
    apiService.status = apiService.spec.service
      ? {}
      : {
          conditions: [
            { type: 'Available', status: 'True', reason: 'Local', message: 'Local APIServices are always available' },
          ],
        };
  },
  validate: validateApiService,
  validateUpdate: validateApiService,
  warnings: ({ spec }, old) =>
    spec.service && old === undefined
      ? ['Portolan does not simulate API aggregation: nothing is asked of that Service']
      : [],
  columns: [
    nameColumn,
    text('Service', 'The reference to the service that hosts this API endpoint.', ({ spec: { service } }) =>
      service ? `${service.namespace}/${service.name}` : 'Local',
    ),
    text('Available', 'Whether this service is available.', available),
    ageColumn,
  ],
};
