// Models apiserver/pkg/registry/rest: what a kind declares about itself. The verbs beside this file are the only ones that call it.

import type { AdmissionRequest, AdmissionResponse } from '#api/admission/types.ts';
import type { JSONSchemaProps } from '#api/apiextensions/types.ts';
import type { Pod } from '#api/core/types.ts';
import type { FieldError } from '#apimachinery/field.ts';
import type { ApiObject } from '#apimachinery/meta.ts';
import type { Struct } from '#apimachinery/schema/schema.ts';
import type { Status } from '#apimachinery/status.ts';
import type { Answer, ApiRequest, ExecChannel, ExecUpgrade, NodeRefusal, PodDialer } from '#apimachinery/wire.ts';
import type { Hop } from '#machine/hop.ts';
import type { Authenticator } from '../../authn/authenticator.ts';
import type { User } from '../../authn/user.ts';
import type { Authorizer } from '../../authz/authorizer.ts';
import type { OpenApiVersion } from '../../openapi/paths.ts';
import type { Storage } from '../../storage.ts';

/** One request's surroundings: time, chance and the other rooms, as the lab provides them, and who asks. */
export interface ServerContext {
  readonly storage: Storage;
  /** Whose request it is. */
  readonly user: User;
  readonly authenticator: Authenticator;
  readonly authorizer: Authorizer;
  /** Every kind that is served, custom resources included. */
  kinds(): Iterable<Strategy>;
  /** Milliseconds since the epoch, simulated. */
  now(): number;
  /** In [0, 1), seeded. */
  random(): number;
  /** What the kubelets and the network do for subresources. */
  readonly nodes: NodeConnector;
}

/** What a container uses, on average of late. */
export interface ContainerUsage {
  readonly name: string;
  /** Billionths of a core. */
  readonly cpuNano: number;
  readonly memoryBytes: number;
}

/** What the API server asks of a Pod's node: the kubelet's own API, and connections from the control plane into the cluster network. */
export interface ExecTarget {
  readonly subresource: 'exec' | 'attach';
  readonly container: string;
  /** Empty for `attach`. */
  readonly command: readonly string[];
  readonly streams: ExecUpgrade['streams'];
}

export interface NodeConnector {
  /** What the Pod's containers use; undefined until it has been measured for the first time. */
  usage(pod: Pod): readonly ContainerUsage[] | undefined;
  /** `GET …/log`, after the Pod was found. `query` holds container, follow, tailLines, sinceSeconds, timestamps, previous, limitBytes. */
  logs(namespace: string, pod: string, query: Readonly<Record<string, string>>): Answer;
  /** A program in a container of a Pod that runs on a node, or (`attach`) its main process. */
  exec(pod: Pod, target: ExecTarget, signal: AbortSignal): ExecChannel | NodeRefusal;
  /** Connections to ports in the network namespace of a Pod that runs on a node. */
  portForward(pod: Pod): PodDialer | NodeRefusal;
  /**
   * An admission review for a webhook behind a Service. `error`: Go's words for why it could not be asked;
   * `notSimulated`: something answers there, but no program that Portolan simulates. Default: nothing is asked.
   */
  review?(
    target: { readonly namespace: string; readonly name: string; readonly port: number },
    request: AdmissionRequest,
  ): AdmissionResponse | { readonly error: string } | { readonly notSimulated: true };
  /** An HTTP request from the control plane to an address in the cluster network. Rejects never; failures are Go's dial errors. `via`: its way. */
  http(
    target: { readonly scheme: 'http' | 'https'; readonly ip: string; readonly port: number },
    request: ApiRequest,
  ): Promise<
    (
      | {
          readonly response: {
            readonly status: number;
            readonly headers: readonly (readonly [string, string])[];
            readonly body: string;
          };
        }
      | { readonly error: string }
    ) & { readonly via?: readonly Hop[] }
  >;
}

/** Something taken that is either kept or given back: addresses, node ports. */
export interface Transaction {
  commit(): void;
  revert(): void;
}

export interface Column<T extends ApiObject = ApiObject> {
  readonly name: string;
  readonly type: 'string' | 'integer' | 'number' | 'date' | 'boolean';
  readonly format?: string;
  readonly description: string;
  /** 0: always shown; 1: only with -o wide. Default 0. */
  readonly priority?: 0 | 1;
  cell(object: T, nowMs: number): string | number | boolean | null;
}

/** What a CustomResourceDefinition says of its kind, in place of Go types. */
export interface CustomType {
  readonly schema: JSONSchemaProps;
  readonly struct: Struct;
  /** A copy without unknown fields, whose paths are told. */
  decode(value: Record<string, unknown>): {
    readonly value: Record<string, unknown>;
    readonly unknown: readonly string[];
  };
  /** The kind's schema and its list's, by name, as a client reads them. */
  openApi(version: OpenApiVersion): Readonly<Record<string, unknown>>;
}

/** How one served version comes out of the stored one. Every hook of the Strategy sees stored objects. */
export interface StoredAs<T extends ApiObject = ApiObject> {
  /** As storage names it: `events`, `horizontalpodautoscalers.autoscaling`. */
  readonly resource: string;
  /** Of what is stored: `v1`, `autoscaling/v2`. */
  readonly apiVersion: string;
  /** An object as this version shows it. Pure; it may share parts with the stored one. */
  fromStored(object: T): ApiObject;
  /** An object of this version, as it is stored. Pure. */
  toStored(object: ApiObject): ApiObject;
}

export type Verb = 'create' | 'delete' | 'deletecollection' | 'get' | 'list' | 'patch' | 'update' | 'watch';

/** One kind, declared. Everything optional has the generic behaviour of apiserver/pkg/registry/generic. */
export interface Strategy<T extends ApiObject = ApiObject> {
  /** Plural, lower case: `services`. */
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  /** Default: the kind and `List`. */
  readonly listKind?: string;
  /** `''` for core. */
  readonly group: string;
  readonly version: string;
  readonly namespaced: boolean;
  /** Set where the kind is served under several versions and this is not the one that is stored. See `inVersion`. */
  readonly storedAs?: StoredAs<T>;
  /** Set for custom resources. Without it the kind is one of the field table. */
  readonly custom?: CustomType;
  readonly shortNames?: readonly string[];
  /** `all`, … */
  readonly categories?: readonly string[];
  /** Objects that are made when they are asked for, and never stored. `verbs` then are get and list. */
  readonly computed?: {
    list(context: ServerContext): readonly ApiObject[];
    notFound(namespace: string, name: string): Status;
  };
  /** Default: all eight. */
  readonly verbs?: readonly Verb[];
  /** Has `…/status`. Default false. Writes to the main resource then leave status alone, writes to status leave the rest alone. */
  readonly statusSubresource?: boolean;
  /** What writes to `…/status` cannot change, so that their writers own none of it. Default: spec. Source: GetResetFields of the status strategies. */
  readonly statusResetFields?: readonly (readonly string[])[];
  /** Has `…/scale`: JSON paths as in a CRD. */
  readonly scale?: {
    readonly specReplicas: string;
    readonly statusReplicas: string;
    selector(object: T): string;
    /** How the answer names what is not there. Default: the resource. */
    readonly notFoundAs?: string;
  };
  /** metadata.generation counts changes of the spec. Default false (Services have none). */
  readonly generation?: boolean;
  /** PUT of what does not exist creates it. Default false. */
  readonly allowCreateOnUpdate?: boolean;
  /** PUT without resourceVersion overwrites. Default true. */
  readonly allowUnconditionalUpdate?: boolean;
  /** DELETE answers with the object, not with a Status. Default false. */
  readonly returnDeletedObject?: boolean;
  /** Texts for a `Warning:` header on every verb (Endpoints is deprecated). */
  readonly deprecation?: string;

  /** Loads what the kind's hooks need and the first load does not bring; undefined: it is there. Awaited before a write. */
  load?(): Promise<void> | undefined;
  /** Answers the object at once, and stores none of its kind: reviews, bindings. Mutates what it is given or makes it anew. */
  answer?(object: T, context: ServerContext, dryRun: boolean): ApiObject | readonly FieldError[] | Status;
  /** Static defaults, as pkg/apis/<group>/v1/defaults.go. Mutates. Runs on create, update and patch, and is idempotent. */
  setDefaults?(object: T): void;
  /** Clears what a client may not set; sets initial status. Mutates. */
  prepareForCreate?(object: T, context: ServerContext): void;
  prepareForUpdate?(object: T, old: T, context: ServerContext): void;
  prepareForStatusUpdate?(object: T, old: T, context: ServerContext): void;
  /** Takes addresses and ports from their ranges. Mutates. Runs before `validate`, and is reverted if that fails. Dry runs are reverted too. */
  beginCreate?(object: T, context: ServerContext, dryRun: boolean): Transaction | readonly FieldError[] | Status;
  beginUpdate?(
    object: T,
    old: T,
    context: ServerContext,
    dryRun: boolean,
  ): Transaction | readonly FieldError[] | Status;
  /** Pure. An empty list means valid. Metadata (names, labels, annotations) is validated by the generic part with `nameRule`. */
  validate?(object: T): readonly FieldError[];
  validateUpdate?(object: T, old: T): readonly FieldError[];
  validateStatusUpdate?(object: T, old: T): readonly FieldError[];
  /** Default `subdomain` (RFC 1123). */
  readonly nameRule?: 'subdomain' | 'label' | 'dns1035' | 'path-segment';
  warnings?(object: T, old?: T): readonly string[];
  /** Gives back what the object held, removes what goes with it at once. Runs when it leaves storage. */
  afterDelete?(object: T, context: ServerContext): void;
  /** Seconds until a graceful delete may remove it; undefined: at once. Pods only. */
  graceSeconds?(object: T, requested: number | undefined): number | undefined;
  /** Finalizers that the first DELETE adds: something must be tidied away before it goes. */
  readonly deletionFinalizers?: readonly string[];
  /** Something beside metadata.finalizers keeps it after DELETE until an update lifts it (Namespaces: spec.finalizers). */
  isHeld?(object: T): boolean;
  /** When DELETE has set deletionTimestamp on what stays for a while. Mutates (Namespaces: phase Terminating). */
  prepareForDelete?(object: T, context: ServerContext): void;

  /** Field selectors beside metadata.name and metadata.namespace: `spec.nodeName` → its value, empty string when unset. */
  readonly selectableFields?: Readonly<Record<string, (object: T) => string>>;
  /** What is said of a field that is none of them. Default: core's words. */
  fieldRefusal?(field: string): string;
  /** Empty: Name and Created At, as the server prints kinds without a printer. */
  readonly columns?: readonly Column<T>[];
  /** Conditions in a Table row: Pods say Completed. */
  rowConditions?(object: T): readonly unknown[];
  /** Faces of the same object that write only a part of it, and are read, updated and patched as the whole: `ephemeralcontainers`. */
  readonly parts?: Readonly<Record<string, Part<T>>>;
  /** Subresources that are connections or actions of their own: `proxy`, `log`, `exec`, `attach`, `binding`, `eviction`. */
  readonly subresources?: Readonly<Record<string, SubresourceHandler>>;
}

/** Through it everything else stays as it was. */
export interface Part<T extends ApiObject> {
  /** Default: it is read, updated and patched. */
  readonly verbs?: readonly Verb[];
  /** Takes over into `whole`, a copy of what is stored, what `given` may change. Mutates `whole`. */
  take(whole: T, given: T, context: ServerContext): void;
  validate(object: T, old: T): readonly FieldError[];
}

/** `rest` is the path behind the subresource, e.g. `/some/path` for `…/proxy/some/path`, undecoded, with the query left in `request.path`. */
export interface SubresourceHandler {
  /** The kind it takes and gives, as discovery has it. */
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
  /** Default: those of `verbs`. */
  readonly methods?: readonly string[];
  /** What is sent is an object of that kind, and comes decoded. Default: the body is another server's, or there is none. */
  readonly takesObject?: boolean;
  /** Other versions of the same kind that it takes: `policy/v1beta1`. */
  readonly accepts?: readonly string[];
  /** It is a connection, with these options, and admission judges it as one (CONNECT). */
  connection?(query: URLSearchParams, rest: string | undefined): Readonly<Record<string, unknown>>;
  handle(
    request: ApiRequest,
    target: {
      readonly namespace: string;
      readonly name: string;
      readonly rest: string | undefined;
      readonly query: URLSearchParams;
    },
    context: ServerContext,
    /** What was sent, where it takes an object. */
    given?: ApiObject,
  ): Answer | Promise<Answer>;
}
