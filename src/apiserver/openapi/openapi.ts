// Models kube-openapi/pkg/handler and handler3: an index of documents, one a group version, and all of it as one in OpenAPI v2.

import { KUBERNETES_VERSION } from '#api/version.ts';
import { parseAccept } from '#apimachinery/table.ts';
import type { ApiResponse } from '#apimachinery/wire.ts';
import type { GroupVersion } from '../discovery.ts';
import type { Strategy } from '../registry/rest/strategy.ts';
import { pathsOf, rootOf } from './paths.ts';
import { definitionsOf } from './v2.ts';

export type Schemas = Readonly<Record<string, unknown>>;

/** Schemas of one group version (`v1`, `apps/v1`; `meta/v1` for what all have in common), where the host has them. */
export type OpenApiSource = (
  groupVersion: string,
) => { readonly components?: { readonly schemas?: Schemas } } | undefined;

/** The older of the two names is in kubectl's requests still. */
const PROTOBUF = /^application\/com\.github\.proto-openapi\.spec\.v2[.@]v1\.0\+protobuf$/;
const PROTOBUF_ANSWER = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';
const JSON_ANSWER = 'application/json';

const nameOf = ({ group, version }: GroupVersion): string => (group ? `${group}/${version}` : version);

/** FNV-1a, in hex: clients keep a document under its URL, so the hash must follow the content. */
function hash(text: string): string {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return (h >>> 0).toString(16).toUpperCase().padStart(8, '0');
}

/** The documents of what is served at one time. Nothing is read or made before somebody asks for it. */
export class OpenApi {
  readonly #groupVersions: readonly GroupVersion[];
  readonly #custom: readonly Strategy[];
  readonly #source: OpenApiSource | undefined;
  readonly #hashes = new Map<GroupVersion, string>();
  #v2: unknown;

  constructor(
    groupVersions: readonly GroupVersion[],
    strategies: readonly Strategy[],
    source: OpenApiSource | undefined,
  ) {
    this.#groupVersions = groupVersions;
    this.#custom = strategies.filter((s) => s.custom);
    this.#source = source;
  }

  /** `/openapi/v3` */
  index(): unknown {
    const entries = this.#groupVersions.map((gv) => [rootOf(gv), { serverRelativeURL: this.#urlOf(gv) }]);
    return { paths: Object.fromEntries(entries) };
  }

  /**
   * `/openapi/v3/…`. Undefined if there is no such group version.
   * @param path What follows `/openapi/v3/`: `apis/apps/v1`.
   * @param asked The hash that the client took from an index; an old one leads to the new document.
   */
  v3(path: string, asked: string | null): ApiResponse | undefined {
    const gv = this.#groupVersions.find((g) => rootOf(g) === path);
    if (!gv) return undefined;
    if (asked && asked !== this.#hashOf(gv)) return { code: 301, headers: { location: this.#urlOf(gv) }, body: '' };
    const body = {
      openapi: '3.0.0',
      info: { title: 'Kubernetes', version: KUBERNETES_VERSION.gitVersion },
      paths: pathsOf(gv, 'v3'),
      components: { schemas: this.#schemasOf(gv) },
    };
    return { code: 200, headers: { etag: JSON.stringify(this.#hashOf(gv)), vary: 'Accept' }, body };
  }

  /**
   * `/openapi/v2`. The document is the same in both of its forms; whoever has a wire writes it as protobuf where the content type
   * says so.
   */
  v2(accept: string): ApiResponse {
    const kinds = accept.trim() === '' ? ['*/*'] : parseAccept(accept).map(({ type }) => type);
    const kind = kinds.find((t) => PROTOBUF.test(t) || [JSON_ANSWER, 'application/*', '*/*'].includes(t));
    if (!kind) return { code: 406, headers: { vary: 'Accept' }, body: '' };
    this.#v2 ??= this.#makeV2();
    const type = PROTOBUF.test(kind) ? PROTOBUF_ANSWER : JSON_ANSWER;
    return { code: 200, headers: { 'content-type': type, vary: 'Accept' }, body: this.#v2 };
  }

  #makeV2(): unknown {
    const builtIn = ['meta/v1', ...this.#groupVersions.map(nameOf)].map((n) => this.#source?.(n)?.components?.schemas);
    return {
      swagger: '2.0',
      info: { title: 'Kubernetes', version: KUBERNETES_VERSION.gitVersion },
      paths: Object.assign({}, ...this.#groupVersions.map((gv) => pathsOf(gv, 'v2'))),
      definitions: {
        ...definitionsOf(Object.assign({}, ...builtIn)),
        ...Object.assign({}, ...this.#custom.map((s) => s.custom?.openApi('v2'))),
      },
    };
  }

  #schemasOf(gv: GroupVersion): Schemas {
    const builtIn = this.#source?.(nameOf(gv)) ?? this.#source?.('meta/v1');
    const custom = this.#customOf(gv).map((s) => s.custom?.openApi('v3'));
    return Object.assign({}, builtIn?.components?.schemas, ...custom);
  }

  #customOf({ group, version }: GroupVersion): readonly Strategy[] {
    return this.#custom.filter((s) => s.group === group && s.version === version);
  }

  /** Of built-in kinds the schemas change with the version only, of the others with their definitions. */
  #hashOf(gv: GroupVersion): string {
    let known = this.#hashes.get(gv);
    if (known === undefined) {
      const own = this.#customOf(gv).map((s) => s.custom?.openApi('v3'));
      known = hash(KUBERNETES_VERSION.gitVersion + JSON.stringify([gv, own]));
      this.#hashes.set(gv, known);
    }
    return known;
  }

  #urlOf(gv: GroupVersion): string {
    return `/openapi/v3/${rootOf(gv)}?hash=${this.#hashOf(gv)}`;
  }
}
