// What stands behind the ports of both images. Loaded when the first of their containers starts.

import { isStreaming } from '#apimachinery/wire.ts';
import type { HttpRequest, HttpResponse } from '#machine/http.ts';
import type { Passage } from '#machine/preread.ts';
import type { Peer } from '#machine/program.ts';
import type { ContainerView } from '../../image.ts';
import type { Configuration } from './compile.ts';
import { type ControllerFlags, GatewayController } from './controller.ts';
import { coversHost } from './hostnames.ts';
import { passageFor } from './passthrough.ts';
import { CONFIGURATION_KEY } from './provision.ts';
import { GatewayProxy } from './proxy.ts';

export function runController(container: ContainerView, flags: ControllerFlags, version: string): GatewayController {
  const controller = new GatewayController(container, flags, version);
  controller.run();
  return controller;
}

/** nginx in a data plane Pod. Without the API server it goes on with what it had. */
export class DataPlane {
  readonly #container: ContainerView;
  readonly #proxy: GatewayProxy;
  #last: Configuration | undefined;
  #turn = 0;

  constructor(container: ContainerView) {
    this.#container = container;
    this.#proxy = new GatewayProxy(container);
  }

  get configuration(): Configuration | undefined {
    const { namespace, env, api } = this.#container;
    const answer = api.request({
      method: 'GET',
      path: `/api/v1/namespaces/${namespace}/secrets/${env.CONFIGURATION_SECRET}`,
    });
    if (!('unreachable' in answer) && !isStreaming(answer) && answer.code === 200) {
      const { data = {} } = answer.body as { data?: Record<string, string> };
      const bytes = Uint8Array.from(atob(data[CONFIGURATION_KEY] ?? ''), (c) => c.charCodeAt(0));
      this.#last = JSON.parse(new TextDecoder().decode(bytes)) as Configuration;
    }
    return this.#last;
  }

  async answer(port: number, request: HttpRequest, peer: Peer): Promise<HttpResponse> {
    const { configuration } = this;
    if (!configuration) throw new Error('nginx has no configuration yet');
    return this.#proxy.answer(configuration, port, request, peer);
  }

  /** What becomes of a connection to a port with a TLS listener. */
  passage(port: number, name: string | undefined): Passage {
    const { configuration } = this;
    if (!configuration) return { via: [], to: [] };
    const { namespace, podName } = this.#container;
    return passageFor(configuration, port, name, `pod/${namespace}/${podName}`, this.#turn++);
  }

  /** The certificate of the listener that is most specific for a name; undefined: none is for it, and none is for no name. */
  certificate(port: number, name: string | undefined): { certificate: string; key: string } | undefined {
    if (name === undefined) return undefined;
    const servers = (this.configuration?.servers ?? []).filter((s) => s.port === port && s.certificate);
    const own = servers
      .filter(({ hostname }) => coversHost(hostname, name))
      .toSorted((a, b) => (b.hostname ?? '').length - (a.hostname ?? '').length);
    return own[0]?.certificate;
  }
}
