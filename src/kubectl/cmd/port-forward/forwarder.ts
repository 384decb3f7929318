// The local ports of a port-forward, and the connections through them. Models client-go/tools/portforward PortForwarder.

import type { Pod } from '#api/core/types.ts';
import { ConnectionError, type PodConnection, type PodForward } from '#apimachinery/wire.ts';
import { type Hop, told } from '#machine/hop.ts';
import type { Listener } from '#machine/program.ts';
import type { Behind, ServerEnd } from '#machine/served.ts';
import { splice, type TcpStream } from '#machine/stream.ts';
import { connectionFail, dressed, klog, statusOf } from '../../client.ts';
import type { Factory } from '../../command.ts';
import { Fail, StatusFail } from '../../errors.ts';
import type { Pair } from './port-forward.ts';

/** Each once, in the order of their letters. Source: parseAddresses. */
function addressesOf(asked: readonly string[]): readonly { readonly address: string; readonly isLocalhost: boolean }[] {
  const found = new Map<string, boolean>();
  for (const address of asked) {
    if (address !== 'localhost') found.set(address, false);
    else for (const ip of ['127.0.0.1', '::1']) if (!found.has(ip)) found.set(ip, true);
  }
  return [...found]
    .map(([address, isLocalhost]) => ({ address, isLocalhost }))
    .sort((a, b) => (a.address < b.address ? -1 : 1));
}

export class Forwarder {
  readonly #factory: Factory;
  readonly #pod: string;
  readonly #remote: PodForward;
  readonly #over: AbortController;
  readonly #listeners: Listener[] = [];

  private constructor(factory: Factory, pod: string, remote: PodForward, over: AbortController) {
    this.#factory = factory;
    this.#pod = pod;
    this.#remote = remote;
    this.#over = over;
  }

  /** Opens the way to the Pod's node. Throws what the server says against it. */
  static async to(factory: Factory, { metadata: { namespace, name } }: Pod): Promise<Forwarder> {
    const { signal } = factory.process;
    const over = new AbortController();
    if (signal.aborted) over.abort();
    signal.addEventListener('abort', () => over.abort(), { once: true });
    const path = `/api/v1/namespaces/${namespace}/pods/${name}/portforward`;
    const request = dressed(factory, { method: 'GET', path });
    const opened = await factory
      .transport()
      .portForward(request, over.signal)
      .catch((error: unknown) => {
        throw error instanceof ConnectionError ? connectionFail(factory, request, error) : error;
      });
    if ('dial' in opened) return new Forwarder(factory, `${namespace}/${name}`, opened, over);
    throw opened.code >= 400
      ? new StatusFail(statusOf(opened, request))
      : new Fail('error upgrading connection: the server gave no streams');
  }

  /** Opens one local port, on each address that was asked for; says so. False: it could not be had. Source: listenOnPort. */
  async listen({ local, remote }: Pair): Promise<boolean> {
    let port = local;
    const failed: string[] = [];
    // Of localhost's two addresses one is enough, of others each is wanted.
    const had = { one: 0, none: 0, missing: 0 };
    for (const { address, isLocalhost } of addressesOf(this.#factory.flags.list('address'))) {
      const asked = this.#factory.process.host.listenTcp(
        address,
        port,
        (stream) => void this.#carry(stream, port, remote),
        () => this.#behind(port, remote),
      );
      const listener = 'bound' in asked && asked.bound ? await asked.bound : asked;
      if ('error' in listener) {
        const tcp = address.includes(':') ? 'tcp6' : 'tcp4';
        failed.push(
          `unable to create listener: Error listen ${tcp} ${joined(address, port)}: bind: ${BIND_ERRORS[listener.error]}`,
        );
        had[isLocalhost ? 'none' : 'missing']++;
        continue;
      }
      port = listener.port;
      if (isLocalhost) had.one++;
      this.#listeners.push(listener);
      this.#factory.out(`Forwarding from ${joined(address, port)} -> ${remote}\n`);
    }
    if (had.missing === 0 && (had.one > 0 || had.none === 0)) return true;
    const why = `Listeners failed to create with the following errors: [${failed.join(' ')}]`;
    this.#factory.err(`Unable to listen on port ${port}: ${why}\n`);
    return false;
  }

  /** Until it was stopped, or the Pod is lost: the first connection that cannot be made ends all. */
  async ended(): Promise<void> {
    const { signal } = this.#over;
    if (!signal.aborted)
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    for (const listener of this.#listeners) listener.close();
  }

  async #carry(client: TcpStream, local: number, remote: number): Promise<void> {
    const { way } = client;
    const dialed = await this.#dial(local, remote, way.hops);
    if (!dialed) return client.close();
    const { via } = dialed;
    if (via) way.onward = () => via() as readonly Hop[];
    await splice(client, dialed);
    const failure = dialed.failure?.();
    if (failure !== undefined) this.#lose(`an error occurred forwarding ${local} -> ${remote}: ${failure}`);
  }

  /** The server in the Pod, for a client that speaks TLS or HTTP/2: there it is agreed on, kubectl carries it. */
  async #behind(local: number, remote: number): ReturnType<Behind> {
    const hops: Hop[] = [];
    const dialed = await this.#dial(local, remote, hops);
    if (!dialed) return { hops };
    hops.push(...((dialed.via?.() ?? []) as readonly Hop[]));
    const to = dialed.leadsTo as ServerEnd | undefined;
    dialed.close();
    return { hops, ...(to && { to }) };
  }

  /** Undefined: it could not be made, which has been said. */
  async #dial(local: number, remote: number, hops: Hop[]): Promise<PodConnection | undefined> {
    this.#factory.out(`Handling connection for ${local}\n`);
    const parameters = { pod: this.#pod, port: String(remote) };
    const did = `kubectl port-forward carried the connection to port ${remote} of Pod ${this.#pod}, by way of the API server and the kubelet`;
    hops.push({ at: 'laptop', ...told(did, 'port-forwarded', parameters), ok: true });
    const dialed = await this.#remote.dial(remote);
    if (!('error' in dialed)) return dialed;
    hops.push(...((dialed.via ?? []) as readonly Hop[]));
    this.#lose(`an error occurred forwarding ${local} -> ${remote}: ${dialed.error}`);
    return undefined;
  }

  #lose(why: string): void {
    klog(this.#factory, 'E', 'portforward.go:424', `"Unhandled Error" err=${JSON.stringify(why)}`);
    this.#over.abort();
  }
}

const BIND_ERRORS = {
  EADDRINUSE: 'address already in use',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EACCES: 'permission denied',
  ENOTFOUND: 'no such host',
} as const;

const joined = (ip: string, port: number): string => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`);
