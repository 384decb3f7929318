// Models k8s.io/api/admission/v1: what the API server asks a webhook, and what that answers.

import type { ApiObject } from '#apimachinery/meta.ts';

export interface AdmissionRequest {
  readonly uid: string;
  readonly resource: { readonly group: string; readonly version: string; readonly resource: string };
  readonly name: string;
  readonly namespace: string;
  readonly operation: string;
  readonly userInfo: { readonly username: string; readonly groups?: readonly string[] };
  /** Absent on DELETE. */
  readonly object?: ApiObject;
  /** Absent on CREATE. */
  readonly oldObject?: ApiObject;
  readonly dryRun: boolean;
}

export interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  /** Why not. */
  readonly status?: { readonly code?: number; readonly reason?: string; readonly message?: string };
  readonly warnings?: readonly string[];
}

export interface AdmissionReview {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly request?: AdmissionRequest;
  readonly response?: AdmissionResponse;
}
