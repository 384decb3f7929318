// The form of what is vouched for: for a resource an input, the server's words, defaults or columns, and who vouches for them.
// `vouches` names a file and function of kubernetes/kubernetes, or `facts N`, a section of the project's reference of Kubernetes facts.

type Body = Readonly<Record<string, unknown>>;

export interface Refusal {
  /** Collection, as in the path: `pods`, `deployments.apps`. */
  readonly resource: string;
  readonly object: Body;
  /** Objects that are there before: resource and object. */
  readonly before?: readonly (readonly [string, Body])[];
  /** A merge patch of what was created: it is refused. Without it, creating is. */
  readonly patch?: Body;
  /** What the patch is sent to. */
  readonly subresource?: string;
  /** Of the Status, behind `… is invalid: ` or `… is forbidden: `. */
  readonly says: string;
  readonly vouches: string;
}

export interface Default {
  readonly resource: string;
  readonly object: Body;
  /** Part of what is stored. */
  readonly becomes: Body;
  /** Paths that are not stored. */
  readonly lacks?: readonly string[];
  readonly vouches: string;
}

export interface Warned {
  readonly resource: string;
  readonly object: Body;
  /** Texts of the `Warning:` headers, in order. */
  readonly warns: readonly string[];
  readonly vouches: string;
}

/** Core validation as it was read: v1.33 in the making. What v1.34 says otherwise is held apart, and says so. */
export const core = (name: string): string =>
  `pkg/apis/core/validation ${name}, read at 000f2605 (between v1.32 and v1.33)`;

/** What no stored source of v1.34 could be read for. */
export const remembered = (name: string): string => `${name} of v1.34, from memory`;

const container = { name: 'c', image: 'nginx' };

/** A Pod with one container. */
export const pod = (spec: object, more: object = {}): Body => ({
  spec: { containers: [{ ...container, ...more }], ...spec },
});

export const template = { metadata: { labels: { app: 'a' } }, spec: { containers: [container] } };
export const selector = { matchLabels: { app: 'a' } };
