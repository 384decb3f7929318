// Flags that many verbs share, and the flags that every command takes. Models cli-runtime/pkg/genericclioptions and cmdutil.Add….

import type { Flag } from './command.ts';

const string = (name: string, usage: string, more: Partial<Flag> = {}): Flag => ({
  name,
  type: 'string',
  default: "''",
  usage,
  ...more,
});
const bool = (name: string, usage: string, more: Partial<Flag> = {}): Flag => ({
  name,
  type: 'bool',
  default: 'false',
  usage,
  ...more,
});
const strings = (name: string, usage: string, more: Partial<Flag> = {}): Flag => ({
  name,
  type: 'strings',
  default: '[]',
  usage,
  ...more,
});
const stringArray = (name: string, usage: string, more: Partial<Flag> = {}): Flag => ({
  name,
  type: 'stringArray',
  default: '[]',
  usage,
  ...more,
});
const int = (name: string, value: number, usage: string, more: Partial<Flag> = {}): Flag => ({
  name,
  type: 'int',
  default: String(value),
  usage,
  ...more,
});
const duration = (name: string, value: string, usage: string, more: Partial<Flag> = {}): Flag => ({
  name,
  type: 'duration',
  default: value,
  usage,
  ...more,
});

/** Makers of flags: `make.bool('all', 'Every object of the type.')`. */
export const make = { string, bool, strings, stringArray, int, duration };

export const flag = {
  allowMissingTemplateKeys: bool(
    'allow-missing-template-keys',
    'A template may name fields that are absent. Counts for go-template and jsonpath output.',
    { default: 'true' },
  ),
  output: (formats: string): Flag =>
    string('output', `Output format. One of: (${formats.replaceAll(',', ', ')}).`, { short: 'o' }),
  template: string(
    'template',
    'Template text, or path to a template file, for -o=go-template and -o=go-template-file (http://golang.org/pkg/text/template/#pkg-overview).',
  ),
  showManagedFields: bool('show-managed-fields', 'Keep managedFields in JSON and YAML output.'),
  /** For what speaks with a running container. */
  container: string(
    'container',
    'The container to speak with. Without it: the one that the annotation kubectl.kubernetes.io/default-container names, or the first of the pod.',
    { short: 'c' },
  ),
  podRunningTimeout: (wait: string): Flag =>
    duration(
      'pod-running-timeout',
      wait,
      'The length of time (like 5s, 2m, or 3h, higher than zero) to wait until at least one pod is running',
    ),
  filename: (usage: string): Flag => strings('filename', usage, { short: 'f' }),
  kustomize: (usage = 'Process the kustomization directory. Cannot be used together with -f or -R.'): Flag =>
    string('kustomize', usage, { short: 'k' }),
  recursive: bool('recursive', 'Read the directory given with -f, --filename and all below it.', { short: 'R' }),
  dryRun: string(
    'dry-run',
    'Must be "none", "server", or "client". client: only print the object that would be sent. server: send the request without keeping the result.',
    { default: "'none'", noOptDefault: 'unchanged' },
  ),
  fieldManager: (name: string): Flag =>
    string('field-manager', 'Name of the manager that owns the fields set.', { default: `'${name}'` }),
  selector: string(
    'selector',
    "Label query that filters objects; supports '=', '==', '!=', 'in', 'notin' (e.g. -l key1=value1,key2=value2,key3 in (value3)).",
    { short: 'l' },
  ),
  fieldSelector: string(
    'field-selector',
    "Field query that filters objects; supports '=', '==' and '!=' (e.g. --field-selector key1=value1).",
  ),
  allNamespaces: (usage: string): Flag => bool('all-namespaces', usage, { short: 'A' }),
  saveConfig: bool('save-config', "Keep the object's configuration in its annotation, for kubectl apply later."),
  validate: string(
    'validate',
    'Must be one of: strict (or true), warn, ignore (or false). What the server does with unknown or duplicate fields.',
    { default: "'strict'", noOptDefault: 'strict' },
  ),
  force: bool('force', 'Remove objects from the API at once and skip graceful deletion.'),
  gracePeriod: int('grace-period', -1, 'Seconds given to the object to end gracefully. Negative values are ignored.'),
  cascade: string(
    'cascade',
    'Must be "background", "orphan", or "foreground". What happens to dependents when their owner is deleted.',
    { default: "'background'", noOptDefault: 'background' },
  ),
  timeout: duration('timeout', '0s', 'How long to wait before giving up; zero means the size of the object decides.'),
  subresource: string('subresource', 'Act on this subresource of the object: status, scale, resize.'),
} as const;

/** The print flags in the order of the help page. `formats` as the help lists them. */
export const FORMATS =
  'json,yaml,name,go-template,go-template-file,template,templatefile,jsonpath,jsonpath-as-json,jsonpath-file';

export const printFlags: readonly Flag[] = [
  flag.allowMissingTemplateKeys,
  flag.output(FORMATS),
  flag.showManagedFields,
  flag.template,
];

export const filenameFlags = (usage: string): readonly Flag[] => [
  flag.filename(usage),
  flag.kustomize(),
  flag.recursive,
];

/** Every command takes these; `kubectl options` lists them. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  string('as', 'Username to impersonate: a user, or a service account in a namespace.'),
  stringArray('as-group', 'Group to impersonate; may be repeated.'),
  string('as-uid', 'UID to impersonate.'),
  string('cache-dir', 'Default cache directory', { default: "'$HOME/.kube/cache'" }),
  string('certificate-authority', "Path to the certificate authority's certificate"),
  string('client-certificate', 'Path to a client certificate for TLS'),
  string('client-key', 'Path to a client key for TLS'),
  string('cluster', 'Name of the kubeconfig cluster to use'),
  string('context', 'Name of the kubeconfig context to use'),
  bool('disable-compression', 'Do not compress answers of the server'),
  bool('insecure-skip-tls-verify', "Do not check the server's certificate: this makes HTTPS connections insecure"),
  string('kubeconfig', 'Path to the kubeconfig file'),
  string('kuberc', 'Path to the kuberc file with preferences.'),
  duration('log-flush-frequency', '5s', 'Longest time between log flushes'),
  bool('match-server-version', 'Require the server version to match the client version'),
  string('namespace', 'The namespace scope of this request', { short: 'n' }),
  string('password', 'Password for basic authentication'),
  string('profile', 'Profile to capture. One of (none|cpu|heap|goroutine|threadcreate|block|mutex|trace)', {
    default: "'none'",
  }),
  string('profile-output', 'File to write the profile to', { default: "'profile.pprof'" }),
  string(
    'request-timeout',
    'How long to wait for a single request: a number with a unit (e.g. 1s, 2m, 3h). Zero means no limit.',
    { default: "'0'" },
  ),
  string('server', 'Address and port of the Kubernetes API server', { short: 's' }),
  string('tls-server-name', "Name to check the server's certificate against. Default: the host name used."),
  string('token', 'Bearer token for authentication'),
  string('user', 'Name of the kubeconfig user to use'),
  string('username', 'Username for basic authentication'),
  int('v', 0, 'Log level verbosity', { short: 'v' }),
  string('vmodule', 'Comma-separated pattern=N settings for file-filtered logging', { default: '' }),
  bool('warnings-as-errors', 'Exit with a non-zero code when the server sends a warning'),
];
