// The control loop of ingress-nginx in its Pod: watches, loads configurations into its nginx, tells events, publishes the address.
// Models internal/ingress/controller/{nginx,controller}.go and store/store.go.

import type { ConfigMap, Pod, Secret, Service } from '#api/core/types.ts';
import type { EndpointSlice } from '#api/discovery/types.ts';
import type { Ingress, IngressClass } from '#api/networking/types.ts';
import { deepEqual as equal } from '#apimachinery/equal.ts';
import { type ApiObject, keyOf } from '#apimachinery/meta.ts';
import { Informer } from '#client/informer.ts';
import { reflect } from '#client/reflector.ts';
import type { Passage } from '#machine/preread.ts';
import type { KeyPair } from '#pki/handshake.ts';
import type { ContainerView } from '../../image.ts';
import { PodEvents } from '../events.ts';
import { admissionFault, admissionWarnings } from './admission.ts';
import { ask } from './ask.ts';
import { certificateFault, fakeCertificate, pairOf } from './certificates.ts';
import type { Flags } from './flags.ts';
import { eventText, infoS, klog, type Severity } from './klog.ts';
import { LeaderElection } from './leader.ts';
import { passageFor } from './passthrough.ts';
import { NginxProxy } from './proxy.ts';
import { StatusPublisher } from './publisher.ts';
import { type Certificates, type Configuration, compileRoutes } from './routes.ts';
import { certificateOf } from './server-names.ts';
import { classOf, type Objects, ownIngresses } from './store.ts';

const INGRESSES = 'ingresses.networking.k8s.io';
const INGRESS = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' } as const;
const WATCHED = [
  { resource: INGRESSES, path: '/apis/networking.k8s.io/v1/ingresses', goType: '*v1.Ingress' },
  {
    resource: 'ingressclasses.networking.k8s.io',
    path: '/apis/networking.k8s.io/v1/ingressclasses',
    goType: '*v1.IngressClass',
  },
  { resource: 'services', path: '/api/v1/services', goType: '*v1.Service' },
  {
    resource: 'endpointslices.discovery.k8s.io',
    path: '/apis/discovery.k8s.io/v1/endpointslices',
    goType: '*v1.EndpointSlice',
  },
  { resource: 'secrets', path: '/api/v1/secrets', goType: '*v1.Secret' },
  { resource: 'configmaps', path: '/api/v1/configmaps', goType: '*v1.ConfigMap' },
] as const;

/** Source: flags.go sync-rate-limit 0.3: one load in so long. */
const SYNC_MS = 3333;
/** Source: controller.go: the first load waits for nginx to listen. */
const FIRST_SYNC_MS = 1000;

export class IngressNginx {
  readonly #container: ContainerView;
  readonly #flags: Flags;
  readonly #cache = new Informer();
  readonly #synced = new Set<string>();
  readonly #events: PodEvents;
  readonly #leader: LeaderElection;
  readonly #publisher: StatusPublisher;
  readonly #proxy: NginxProxy;
  /** For whoever has no certificate of its own. */
  readonly #fake: KeyPair;
  /** Its own Ingresses by key, as last told of. */
  readonly #known = new Map<string, string>();
  readonly #ignored = new Map<string, string>();
  #pod: Pod | undefined;
  #isLoaded = false;
  #isDue = false;
  #lastSyncMs = Number.NEGATIVE_INFINITY;

  constructor(container: ContainerView, flags: Flags) {
    this.#container = container;
    this.#flags = flags;
    this.#events = new PodEvents(container, 'nginx-ingress-controller');
    this.#publisher = new StatusPublisher(container, flags, {
      isLeader: () => this.#leader.isLeader,
      own: () => ownIngresses(this.#objects(), flags),
      service: (key) => this.#cache.get<Service>('services', key),
      pod: () => this.#pod,
    });
    this.#leader = new LeaderElection(container, flags.electionId, (lease) => this.#elected(lease));
    this.#fake = fakeCertificate(container.now(), () => container.random());
    this.#proxy = new NginxProxy(container, compileRoutes(nothing, flags, certificatesOf(nothing.secrets)));
  }

  /** Undefined until nginx has its first configuration: nobody listens before. */
  get proxy(): NginxProxy | undefined {
    return this.#isLoaded ? this.#proxy : undefined;
  }

  /** What is shown for a name: its own, else that of `--default-ssl-certificate`, else the fake one. Source: certificate.lua. */
  certificate(serverName: string | undefined): KeyPair {
    const { certificateNames, certificates } = this.#proxy.configuration;
    const own = serverName === undefined ? undefined : certificateOf(certificateNames, serverName);
    const given = this.#cache.get<Secret>('secrets', this.#flags.defaultCertificate);
    return certificates.get(own ?? '') ?? (given && pairOf(given)) ?? this.#fake;
  }

  /** What becomes of a TLS connection that asks for a name, with `--enable-ssl-passthrough`. */
  passage(serverName: string | undefined): Passage {
    const { namespace, podName } = this.#container;
    return passageFor(this.#proxy.configuration.passthrough, serverName, `pod/${namespace}/${podName}`);
  }

  run(): void {
    const { podName, namespace } = this.#container;
    const answer = ask(this.#container, { method: 'GET', path: `/api/v1/namespaces/${namespace}/pods/${podName}` });
    if ('unreachable' in answer) {
      this.#log(
        'F',
        'main.go:180',
        `Error while initiating a connection to the Kubernetes API server: ${answer.unreachable}`,
      );
      this.#container.exit(255);
      return;
    }
    if (answer.code !== 200) {
      const { message } = answer.body as { message: string };
      const text = `Unexpected error obtaining ingress-nginx pod: unable to get POD information: ${message}`;
      this.#log('F', 'main.go:133', text);
      this.#container.exit(255);
      return;
    }
    this.#pod = answer.body as Pod;
    this.#log('I', 'nginx.go:273', infoS('Starting NGINX Ingress controller', {}));
    for (const watched of WATCHED)
      reflect(watched, this.#cache, {
        request: (request) => this.#container.api.request(request),
        after: (ms, run, options) => this.#container.after(ms, run, options),
        changed: (resource) => {
          this.#synced.add(resource);
          this.#soon();
        },
        failed: (message) =>
          this.#log(
            'E',
            'reflector.go:200',
            infoS('Failed to watch', {
              err: JSON.stringify(message),
              logger: '"UnhandledError"',
              reflector: '"k8s.io/client-go@v0.33.4/tools/cache/reflector.go:285"',
              type: JSON.stringify(watched.goType),
            }),
          ),
      });
  }

  /** What the validating webhook says of an Ingress. `fault` undefined: nothing against it. */
  review(ingress: Ingress): { readonly fault: string | undefined; readonly warnings: readonly string[] } {
    const warnings = admissionWarnings(ingress, this.#objects(), this.#flags);
    const fault = admissionFault(ingress, this.#objects(), this.#flags);
    if (fault !== undefined) {
      const { namespace = '', name } = ingress.metadata;
      const values = { err: JSON.stringify(fault), ingress: JSON.stringify(`${namespace}/${name}`) };
      this.#log('E', 'main.go:96', infoS('invalid ingress configuration', values));
    }
    return { fault, warnings };
  }

  /** Changes of one moment are looked at together, and not within the watch's callback. */
  #soon(): void {
    if (this.#isDue || this.#synced.size < WATCHED.length) return;
    this.#isDue = true;
    this.#container.after(this.#isLoaded ? 0 : FIRST_SYNC_MS, () => {
      this.#isDue = false;
      this.#look();
    });
  }

  #look(): void {
    this.#tellIngresses();
    const waitMs = this.#lastSyncMs + SYNC_MS - this.#container.now();
    if (waitMs > 0) {
      if (this.#isDue) return;
      this.#isDue = true;
      this.#container.after(waitMs, () => {
        this.#isDue = false;
        this.#look();
      });
      return;
    }
    this.#sync();
    this.#publisher.plan();
  }

  #tellIngresses(): void {
    const objects = this.#objects();
    const own = ownIngresses(objects, this.#flags);
    for (const ingress of own) {
      const key = keyOf(ingress);
      const { resourceVersion = '' } = ingress.metadata;
      if (this.#known.get(key) === resourceVersion) continue;
      if (!this.#known.has(key)) {
        const found = classOf(ingress, objects.classes, this.#flags);
        const name = 'name' in found ? found.name : '';
        const values = { ingress: JSON.stringify(key), ingressclass: JSON.stringify(name) };
        this.#log('I', 'store.go:443', infoS('Found valid IngressClass', values));
      }
      this.#known.set(key, resourceVersion);
      this.#tell(ingress, 'Normal', 'Sync', 'Scheduled for sync');
    }
    const ownKeys = new Set(own.map(keyOf));
    for (const key of this.#known.keys()) if (!ownKeys.has(key)) this.#known.delete(key);
    for (const ingress of objects.ingresses) {
      const key = keyOf(ingress);
      const found = classOf(ingress, objects.classes, this.#flags);
      if (!('error' in found) || this.#ignored.get(key) === found.error) continue;
      this.#ignored.set(key, found.error);
      const values = { ingress: JSON.stringify(key), error: JSON.stringify(found.error) };
      this.#log('I', 'store.go:440', infoS('Ignoring ingress because of error while validating ingress class', values));
    }
  }

  /** Loads what has changed; endpoints alone need no reload. */
  #sync(): void {
    this.#lastSyncMs = this.#container.now();
    const before = this.#proxy.configuration;
    const objects = this.#objects();
    const next = compileRoutes(objects, this.#flags, certificatesOf(objects.secrets));
    for (const warning of next.warnings)
      if (!before.warnings.includes(warning) || !this.#isLoaded) this.#log('W', 'controller.go:1216', warning);
    for (const [key, problems] of next.problems) {
      const ingress = objects.ingresses.find((one) => keyOf(one) === key);
      if (!ingress || equal(before.problems.get(key) ?? [], problems)) continue;
      this.#tell(ingress, 'Warning', 'AnnotationParsingFailed', `Error parsing annotations: ${problems[0]}`);
    }
    const needsReload = !this.#isLoaded || !equal(loaded(before), loaded(next));
    this.#proxy.configuration = next;
    if (!needsReload) return;
    this.#log('I', 'controller.go:196', infoS('Configuration changes detected, backend reload required', {}));
    this.#log('I', 'controller.go:216', infoS('Backend successfully reloaded', {}));
    if (!this.#isLoaded) {
      this.#isLoaded = true;
      this.#log('I', 'controller.go:227', infoS('Initial sync, sleeping for 1 second', {}));
      const { namespace } = this.#container;
      const lease = `${namespace}/${this.#flags.electionId}`;
      this.#log('I', 'leaderelection.go:257', `attempting to acquire leader lease ${lease}...`);
      this.#leader.run();
    }
    const message = 'NGINX reload triggered due to a change in configuration';
    if (this.#pod) this.#tell({ ...this.#pod, apiVersion: 'v1', kind: 'Pod' }, 'Normal', 'RELOAD', message);
  }

  #elected(lease: ApiObject): void {
    const { podName, namespace } = this.#container;
    const name = `${namespace}/${this.#flags.electionId}`;
    this.#log('I', 'leaderelection.go:271', `successfully acquired lease ${name}`);
    this.#log('I', 'status.go:85', infoS('New leader elected', { identity: JSON.stringify(podName) }));
    new PodEvents(this.#container, podName).tell(lease, 'Normal', 'LeaderElection', `${podName} became leader`);
    this.#container.after(1000, () => this.#publisher.publish());
  }

  #objects(): Objects {
    const byKey = <T extends ApiObject>(resource: string): ReadonlyMap<string, T> =>
      new Map(this.#cache.list<T>(resource).map((object) => [keyOf(object), object]));
    return {
      // What comes in a list does not say its kind.
      ingresses: this.#cache.list<Ingress>(INGRESSES).map((ingress) => ({ ...ingress, ...INGRESS })),
      classes: this.#cache.list<IngressClass>('ingressclasses.networking.k8s.io'),
      services: byKey<Service>('services'),
      slices: this.#cache.list<EndpointSlice>('endpointslices.discovery.k8s.io'),
      secrets: byKey<Secret>('secrets'),
      configMaps: byKey<ConfigMap>('configmaps'),
    };
  }

  #tell(object: ApiObject, type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { apiVersion, kind, metadata } = object;
    this.#log('I', 'event.go:377', JSON.stringify(eventText({ apiVersion, kind, ...metadata }, type, reason, message)));
    this.#events.tell(object, type, reason, message);
  }

  #log(severity: Severity, where: string, text: string): void {
    klog(this.#container, severity, where, text);
  }
}

const nothing: Objects = {
  ingresses: [],
  classes: [],
  services: new Map(),
  slices: [],
  secrets: new Map(),
  configMaps: new Map(),
};

const certificatesOf = (secrets: Objects['secrets']): Certificates => ({
  pairOf: (key) => {
    const secret = secrets.get(key);
    return secret && pairOf(secret);
  },
  fault: certificateFault(secrets),
});

/** What nginx has to be loaded anew for: all but the backends' endpoints. Source: IsDynamicConfigurationEnough. */
const loaded = ({ settings, servers }: Configuration): unknown => ({ settings, servers });
