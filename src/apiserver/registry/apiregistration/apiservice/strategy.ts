// Models kube-aggregator/pkg/registry/apiservice/strategy.go, with its validation and table.

import type { APIService } from '#api/apiregistration/types.ts';
import { type FieldError, field, invalids } from '#apimachinery/field.ts';
import { isDns1035Label, isDns1123Subdomain, isValidPortNum } from '#apimachinery/validation.ts';
import { ageColumn, nameColumn, text } from '../../columns.ts';
import { fromBase64 } from '../../core/secret/base64.ts';
import type { Strategy } from '../../rest/strategy.ts';

function validateApiService({ metadata, spec }: APIService): FieldError[] {
  const { group = '', version = '', service, groupPriorityMinimum = 0, versionPriority = 0 } = spec;
  const name = `${version}.${group}`;
  const errors: FieldError[] = [];
  if (metadata.name !== name) {
    const why = `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(name)}`;
    errors.push(field.invalid('metadata.name', metadata.name, why));
  }
  if (group === '' && version !== 'v1') {
    errors.push(field.required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  }
  if (group !== '') errors.push(...invalids('spec.group', group, isDns1123Subdomain(group)));
  errors.push(...invalids('spec.version', version, isDns1035Label(version)));
  const bounded = (at: string, value: number, most: number): void => {
    if (value <= 0 || value > most) errors.push(field.invalid(at, value, `must be positive and less than ${most}`));
  };
  bounded('spec.groupPriorityMinimum', groupPriorityMinimum, 20000);
  bounded('spec.versionPriority', versionPriority, 1000);
  return [...errors, ...(service ? validateService(spec, service) : validateLocal(spec))];
}

function validateLocal({ caBundle, insecureSkipTLSVerify }: APIService['spec']): FieldError[] {
  const errors: FieldError[] = [];
  if (caBundle) {
    const shown = `${fromBase64(caBundle)?.length ?? 0} bytes`;
    errors.push(field.invalid('spec.caBundle', shown, 'local APIServices may not have a caBundle'));
  }
  if (insecureSkipTLSVerify) {
    const why = 'local APIServices may not have insecureSkipTLSVerify';
    errors.push(field.invalid('spec.insecureSkipTLSVerify', true, why));
  }
  return errors;
}

function validateService(
  { caBundle, insecureSkipTLSVerify }: APIService['spec'],
  { namespace, name, port = 0 }: NonNullable<APIService['spec']['service']>,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!namespace) errors.push(field.required('spec.service.namespace'));
  if (!name) errors.push(field.required('spec.service.name'));
  const misfit = isValidPortNum(port);
  if (misfit.length > 0) {
    errors.push(field.invalid('spec.service.port', port, `port is not valid: ${misfit.join(', ')}`));
  }
  if (insecureSkipTLSVerify && caBundle) {
    errors.push(field.invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present'));
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
  // Its own rule is stricter, and comes below.
  nameRule: 'path-segment',

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
