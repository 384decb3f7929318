// What extends the API: definitions of kinds, and group versions that others serve.

import type { Default, Refusal, Warned } from './row.test-helper.ts';

type Body = Refusal['object'];
type Row = readonly [resource: string, object: Body, says: string, by: string, patch?: Body];

/** At about v1.36, which says it as PR 132472 and 132513 (July 2025) left it. */
const read = (name: string): string =>
  `apiextensions-apiserver/pkg/apis/apiextensions/validation ${name}, read at 210159ae`;
/** What all versions say alike is judged above them: seen in reports of v1 definitions such as issue 122777. */
const HOISTED =
  'Convert_v1_CustomResourceDefinitionSpec_To_apiextensions: alike in all versions, so it stands above them';
const aggregator =
  'kube-aggregator/pkg/apis/apiregistration/validation ValidateAPIService, read at 17b0f4db (about v1.34)';

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';
const SERVICES = 'apiservices.apiregistration.k8s.io';

const names = { plural: 'as', kind: 'A' };
const version = { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } };
const spec = { group: 'x.io', scope: 'Namespaced', names, versions: [version] };
const definition = (more: object, name = 'as.x.io'): Body => ({ metadata: { name }, spec: { ...spec, ...more } });
const versioned = (more: object): Body => definition({ versions: [{ ...version, ...more }] });
const schema = (openAPIV3Schema: object): Body => versioned({ schema: { openAPIV3Schema } });
const webhook = (more: object): Body => definition({ conversion: { strategy: 'Webhook', webhook: more } });
const api = (more: object, name = 'v1.x.io'): Body => ({
  metadata: { name },
  spec: { group: 'x.io', version: 'v1', groupPriorityMinimum: 1, versionPriority: 1, ...more },
});

const LABEL =
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')";
const LEFT =
  '"Deprecated":false,"DeprecationWarning":null,"Schema":null,"Subresources":null,"AdditionalPrinterColumns":null,"SelectableFields":null';
const S = 'spec.validation.openAPIV3Schema';

const ROWS: readonly Row[] = [
  [
    DEFINITIONS,
    { metadata: { name: 'a' }, spec: {} },
    '[metadata.name: Invalid value: "a": must be spec.names.plural+"."+spec.group, spec.group: Required value, spec.scope: Required value, spec.versions: Invalid value: null: must have exactly one version marked as storage version, spec.names.plural: Required value, spec.names.singular: Required value, spec.names.kind: Required value, spec.names.listKind: Required value, status.storedVersions: Invalid value: null: must have at least one stored version]',
    read('ValidateCustomResourceDefinition'),
  ],
  [
    DEFINITIONS,
    definition({ group: 'x', scope: 'World' }, 'as.x'),
    '[spec.group: Invalid value: "x": should be a domain with at least one dot, spec.scope: Unsupported value: "World": supported values: "Cluster", "Namespaced"]',
    read('validateCustomResourceDefinitionSpec'),
  ],
  [
    DEFINITIONS,
    versioned({ schema: undefined }),
    'spec.versions[0].schema.openAPIV3Schema: Required value: schemas are required',
    read('validateCustomResourceDefinitionSpec'),
  ],
  [
    DEFINITIONS,
    definition({ versions: [version, { ...version, storage: false }] }),
    `spec.versions: Invalid value: [{"Name":"v1","Served":true,"Storage":true,${LEFT}},{"Name":"v1","Served":true,"Storage":false,${LEFT}}]: must contain unique version names`,
    `${read('validateCustomResourceDefinitionSpec')}; ${HOISTED}`,
  ],
  [
    DEFINITIONS,
    versioned({ name: 'V1', deprecationWarning: 'old' }),
    `[spec.versions[0].name: Invalid value: "V1": ${LABEL}, spec.versions[0].deprecationWarning: Invalid value: "old": can only be set for deprecated versions, spec.version: Invalid value: "V1": ${LABEL}]`,
    read('validateCustomResourceDefinitionVersion'),
  ],
  [
    DEFINITIONS,
    definition({ names: { ...names, singular: 'a', kind: 'a_b', listKind: 'a_b', shortNames: ['A'] } }),
    `[spec.names.kind: Invalid value: "a_b": may have mixed case, but should otherwise match: ${LABEL}, spec.names.listKind: Invalid value: "a_b": may have mixed case, but should otherwise match: ${LABEL}, spec.names.shortNames[0]: Invalid value: "A": ${LABEL}, spec.names.listKind: Invalid value: "a_b": kind and listKind may not be the same]`,
    read('ValidateCustomResourceDefinitionNames'),
  ],
  [
    DEFINITIONS,
    schema({ type: 'object', properties: { spec: { properties: { a: { type: 'text' } } } } }),
    `[${S}.properties[spec].properties[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string", ${S}.properties[spec].type: Required value: must not be empty for specified object fields]`,
    `${read('specStandardValidatorV3')}; ${HOISTED}`,
  ],
  [
    DEFINITIONS,
    definition({
      versions: [version, { ...version, name: 'v2', storage: false, schema: { openAPIV3Schema: { type: 'string' } } }],
    }),
    'spec.versions[1].schema.openAPIV3Schema.type: Invalid value: "string": must be object at the root',
    'apiextensions-apiserver/pkg/apiserver/schema ValidateStructural, from memory; versions that differ keep their schemas',
  ],
  [
    DEFINITIONS,
    schema({ type: 'object', 'x-kubernetes-validations': [{ rule: 'true', message: 'a\nb', fieldPath: '.nope' }] }),
    `[${S}.x-kubernetes-validations[0].message: Invalid value: "a\\nb": must not contain line breaks, ${S}.x-kubernetes-validations[0].fieldPath: Invalid value: ".nope": must be a valid path]`,
    read('ValidateCustomResourceDefinitionOpenAPISchema'),
  ],
  [
    DEFINITIONS,
    versioned({ subresources: { scale: { specReplicasPath: '.status.n', statusReplicasPath: 'n' } } }),
    '[spec.subresources.scale.specReplicasPath: Invalid value: ".status.n": should be a json path under .spec, spec.subresources.scale.statusReplicasPath: Invalid value: "n": must be a simple json path starting with .]',
    `${read('ValidateCustomResourceDefinitionSubresources')}; ${HOISTED}`,
  ],
  [
    DEFINITIONS,
    versioned({ additionalPrinterColumns: [{ name: 'N', type: 'text', format: 'x', jsonPath: 'n' }, { name: '' }] }),
    '[spec.additionalPrinterColumns[0].type: Invalid value: "text": must be one of boolean,date,integer,number,string, spec.additionalPrinterColumns[0].format: Invalid value: "x": must be one of byte,date,date-time,double,float,int32,int64,password, spec.additionalPrinterColumns[0].JSONPath: Invalid value: "n": must be a simple json path starting with ., spec.additionalPrinterColumns[1].name: Required value, spec.additionalPrinterColumns[1].type: Required value: must be one of boolean,date,integer,number,string, spec.additionalPrinterColumns[1].JSONPath: Required value]',
    `${read('ValidateCustomResourceColumnDefinition')}; ${HOISTED}`,
  ],
  [
    DEFINITIONS,
    versioned({ selectableFields: [{ jsonPath: '.spec.a' }] }),
    'spec.selectableFields[0].jsonPath: Invalid value: ".spec.a": is an invalid path: does not refer to a valid field',
    `${read('ValidateCustomResourceSelectableFields')}; ${HOISTED}`,
  ],
  [
    DEFINITIONS,
    definition({ conversion: { strategy: 'None', webhook: { conversionReviewVersions: ['v1'] } } }),
    'spec.conversion.conversionReviewVersions: Forbidden: should not be set when strategy is not set to Webhook',
    read('validateCustomResourceConversion'),
  ],
  [
    DEFINITIONS,
    webhook({ clientConfig: {} }),
    '[spec.conversion.webhookClientConfig: Required value: exactly one of url or service is required, spec.conversion.conversionReviewVersions: Required value]',
    read('validateCustomResourceConversion, validateConversionReviewVersions'),
  ],
  [
    DEFINITIONS,
    definition({ group: 'x.k8s.io' }, 'as.x.k8s.io'),
    'metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "api-approved.kubernetes.io", see https://github.com/kubernetes/enhancements/pull/1111',
    'apiextensions-apiserver/pkg/apihelpers GetAPIApprovalState, and its validation_test.go',
  ],
  [
    DEFINITIONS,
    {
      metadata: { name: 'as.x.k8s.io', annotations: { 'api-approved.kubernetes.io': 'yes' } },
      spec: { ...spec, group: 'x.k8s.io' },
    },
    'metadata.annotations[api-approved.kubernetes.io]: Invalid value: "yes": protected groups must have approval annotation "api-approved.kubernetes.io" with either a URL or a reason starting with "unapproved", see https://github.com/kubernetes/enhancements/pull/1111',
    'apiextensions-apiserver/pkg/apihelpers GetAPIApprovalState, and its validation_test.go',
  ],
  [
    DEFINITIONS,
    definition({ preserveUnknownFields: true }),
    'spec.preserveUnknownFields: Invalid value: true: cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
    read('validatePreserveUnknownFields'),
  ],
  [
    DEFINITIONS,
    definition({}),
    '[metadata.name: Invalid value: "as.x.io": must be spec.names.plural+"."+spec.group, spec.group: Invalid value: "y.io": field is immutable]',
    read('validateCustomResourceDefinitionSpecUpdate'),
    { spec: { group: 'y.io' } },
  ],

  [
    SERVICES,
    api({ version: 'V1', groupPriorityMinimum: 0, versionPriority: 1001 }, 'v1.x.io'),
    `[metadata.name: Invalid value: "v1.x.io": must be \`spec.version+"."+spec.group\`: "V1.x.io", spec.version: Invalid value: "V1": ${LABEL}, spec.groupPriorityMinimum: Invalid value: 0: must be positive and less than 20000, spec.versionPriority: Invalid value: 1001: must be positive and less than 1000]`,
    aggregator,
  ],
  [
    SERVICES,
    api({ group: '', version: 'v2' }, 'v2.'),
    'spec.group: Required value: only v1 may have an empty group and it better be legacy kube',
    aggregator,
  ],
  [
    SERVICES,
    api({ caBundle: 'YWI=', insecureSkipTLSVerify: true }),
    '[spec.caBundle: Invalid value: "2 bytes": local APIServices may not have a caBundle, spec.insecureSkipTLSVerify: Invalid value: true: local APIServices may not have insecureSkipTLSVerify]',
    aggregator,
  ],
  [
    SERVICES,
    api({ service: { port: 70000 }, caBundle: 'YWI=', insecureSkipTLSVerify: true }),
    '[spec.service.namespace: Required value, spec.service.name: Required value, spec.service.port: Invalid value: 70000: port is not valid: must be between 1 and 65535, inclusive, spec.insecureSkipTLSVerify: Invalid value: true: may not be true if caBundle is present]',
    aggregator,
  ],
];

export const EXTENSION_REFUSALS: readonly Refusal[] = ROWS.map(([resource, object, says, vouches, patch]) => ({
  resource,
  object,
  says,
  vouches,
  ...(patch && { patch }),
}));

const service = { namespace: 'n', name: 's' };
export const EXTENSION_DEFAULTS: readonly Default[] = [
  {
    resource: DEFINITIONS,
    object: definition({}),
    becomes: {
      spec: { names: { singular: 'a', listKind: 'AList' }, conversion: { strategy: 'None' } },
      status: { storedVersions: ['v1'] },
    },
    vouches: 'apiextensions/v1 SetDefaults_CustomResourceDefinition, SetDefaults_CustomResourceDefinitionSpec',
  },
  {
    resource: SERVICES,
    object: api({ service }),
    becomes: { spec: { service: { port: 443 } } },
    vouches: 'kube-aggregator apiregistration/v1 SetDefaults_ServiceReference',
  },
];

export const EXTENSION_WARNED: readonly Warned[] = [
  {
    resource: SERVICES,
    object: api({ service }),
    warns: ['Portolan does not simulate API aggregation: nothing is asked of that Service'],
    vouches: 'Portolan',
  },
];
