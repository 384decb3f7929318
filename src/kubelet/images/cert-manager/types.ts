// cert-manager's own kinds, as far as they are looked at. Models pkg/apis/certmanager/v1/types*.go.

import type { ApiObject, ObjectMeta } from '#apimachinery/meta.ts';
import type { Solver } from './acme/types.ts';

export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly observedGeneration?: number;
}

export interface IssuerRef {
  readonly name: string;
  readonly kind?: string;
  readonly group?: string;
}

export interface Issuer extends ApiObject {
  metadata: ObjectMeta;
  spec: {
    readonly selfSigned?: object;
    readonly ca?: { readonly secretName: string };
    readonly acme?: AcmeIssuerSpec;
  } & Readonly<Record<string, unknown>>;
  status?: {
    readonly conditions?: readonly Condition[];
    readonly acme?: AcmeIssuerStatus;
  };
}

export interface AcmeIssuerStatus {
  readonly uri?: string;
  readonly lastRegisteredEmail?: string;
  readonly lastPrivateKeyHash?: string;
}

export interface AcmeIssuerSpec {
  readonly server: string;
  readonly email?: string;
  readonly privateKeySecretRef: { readonly name: string; readonly key?: string };
  readonly disableAccountKeyGeneration?: boolean;
  readonly skipTLSVerify?: boolean;
  readonly caBundle?: string;
  readonly enableDurationFeature?: boolean;
  readonly preferredChain?: string;
  readonly profile?: string;
  readonly externalAccountBinding?: object;
  readonly solvers?: readonly Solver[];
}

export interface Certificate extends ApiObject {
  metadata: ObjectMeta;
  spec: {
    readonly secretName: string;
    readonly issuerRef: IssuerRef;
    readonly commonName?: string;
    readonly dnsNames?: readonly string[];
    readonly ipAddresses?: readonly string[];
    readonly uris?: readonly string[];
    readonly emailAddresses?: readonly string[];
    readonly duration?: string;
    readonly renewBefore?: string;
    readonly renewBeforePercentage?: number;
    readonly isCA?: boolean;
    readonly usages?: readonly string[];
    readonly subject?: {
      readonly organizations?: readonly string[];
      readonly countries?: readonly string[];
      readonly organizationalUnits?: readonly string[];
      readonly localities?: readonly string[];
      readonly provinces?: readonly string[];
      readonly streetAddresses?: readonly string[];
      readonly postalCodes?: readonly string[];
      readonly serialNumber?: string;
    };
    readonly privateKey?: {
      readonly algorithm?: string;
      readonly size?: number;
      readonly encoding?: string;
      readonly rotationPolicy?: string;
    };
    readonly secretTemplate?: {
      readonly annotations?: Readonly<Record<string, string>>;
      readonly labels?: Readonly<Record<string, string>>;
    };
    readonly keystores?: { readonly jks?: object; readonly pkcs12?: object };
    readonly additionalOutputFormats?: readonly { readonly type: string }[];
    readonly revisionHistoryLimit?: number;
    readonly encodeUsagesInRequest?: boolean;
  };
  status?: {
    readonly conditions?: readonly Condition[];
    readonly failedIssuanceAttempts?: number;
    readonly lastFailureTime?: string;
    readonly revision?: number;
    readonly nextPrivateKeySecretName?: string;
    readonly notBefore?: string;
    readonly notAfter?: string;
    readonly renewalTime?: string;
  };
}

export interface CertificateRequest extends ApiObject {
  metadata: ObjectMeta;
  spec: {
    readonly request: string;
    readonly issuerRef: IssuerRef;
    readonly duration?: string;
    readonly isCA?: boolean;
    readonly usages?: readonly string[];
  };
  status?: {
    readonly conditions?: readonly Condition[];
    readonly certificate?: string;
    readonly ca?: string;
    readonly failureTime?: string;
  };
}

export const GROUP = 'cert-manager.io';
export const API_VERSION = 'cert-manager.io/v1';
export const ACME_GROUP = 'acme.cert-manager.io';
export const ACME_API_VERSION = 'acme.cert-manager.io/v1';

/** Source: pkg/apis/certmanager/v1/types.go. */
export const ANNOTATION = {
  certificateName: 'cert-manager.io/certificate-name',
  revision: 'cert-manager.io/certificate-revision',
  privateKey: 'cert-manager.io/private-key-secret-name',
  issuerName: 'cert-manager.io/issuer-name',
  issuerKind: 'cert-manager.io/issuer-kind',
  issuerGroup: 'cert-manager.io/issuer-group',
  commonName: 'cert-manager.io/common-name',
  altNames: 'cert-manager.io/alt-names',
  ipSans: 'cert-manager.io/ip-sans',
  uriSans: 'cert-manager.io/uri-sans',
  issueTemporary: 'cert-manager.io/issue-temporary-certificate',
  issuer: 'cert-manager.io/issuer',
  clusterIssuer: 'cert-manager.io/cluster-issuer',
} as const;

export const conditionOf = (
  object: { readonly status?: { readonly conditions?: readonly Condition[] } } | undefined,
  type: string,
): Condition | undefined => object?.status?.conditions?.find((c) => c.type === type);

export const isTrue = (condition: Condition | undefined): boolean => condition?.status === 'True';

export const kindOf = ({ kind }: IssuerRef): string => (kind === undefined || kind === '' ? 'Issuer' : kind);
