// What a debug command line asks for, and what is wrong with it. Models debug.go Complete and Validate.

import type { Factory } from '../../command.ts';
import { Fail } from '../../errors.ts';
import { type Keep, PROFILES } from './profiles.ts';

export interface Options {
  readonly names: readonly string[];
  readonly args: readonly string[];
  readonly argumentsOnly: boolean;
  readonly attach: boolean;
  readonly container: string;
  readonly copyTo: string;
  readonly custom: string;
  readonly env: readonly { name: string; value: string }[];
  readonly image: string;
  readonly images: ReadonlyMap<string, string>;
  readonly keep: Keep;
  readonly profile: string;
  readonly pullPolicy: string;
  readonly quiet: boolean;
  readonly replace: boolean;
  readonly sameNode: boolean;
  /** Undefined: nothing was said. */
  readonly shareProcesses: boolean | undefined;
  readonly stdin: boolean;
  readonly target: string;
  readonly tty: boolean;
}

/** As pflag's stringToString refuses what is no pair. */
function pairs(texts: readonly string[], name: string): [string, string][] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    if (at < 0) {
      const why = `invalid argument ${JSON.stringify(text)} for "--${name}" flag: ${text} must be formatted as key=value`;
      throw new Fail(`${why}\nSee 'kubectl debug --help' for usage.`);
    }
    return [text.slice(0, at), text.slice(at + 1)];
  });
}

export function optionsOf(factory: Factory): Options {
  const { flags, args, afterDash } = factory;
  const stdin = flags.bool('stdin');
  const env = pairs(flags.list('env'), 'env').map(([name, value]) => ({ name, value }));
  const images = new Map(pairs(flags.list('set-image'), 'set-image'));
  const profile = flags.string('profile');
  if (!(profile in PROFILES)) throw new Fail(`unknown profile: ${profile}`);
  return {
    names: args,
    args: afterDash ?? [],
    argumentsOnly: flags.bool('arguments-only'),
    attach: flags.changed('attach') ? flags.bool('attach') : stdin,
    container: flags.string('container'),
    copyTo: flags.string('copy-to'),
    custom: flags.string('custom'),
    env,
    image: flags.string('image'),
    images,
    keep: {
      labels: flags.bool('keep-labels'),
      annotations: flags.bool('keep-annotations'),
      liveness: flags.bool('keep-liveness'),
      readiness: flags.bool('keep-readiness'),
      startup: flags.bool('keep-startup'),
      initContainers: flags.bool('keep-init-containers'),
    },
    profile,
    pullPolicy: flags.string('image-pull-policy'),
    quiet: flags.bool('quiet'),
    replace: flags.bool('replace'),
    sameNode: flags.bool('same-node'),
    shareProcesses: flags.changed('share-processes') ? flags.bool('share-processes') : undefined,
    stdin,
    target: flags.string('target'),
    tty: flags.bool('tty'),
  };
}

const IMAGE = /^[a-zA-Z0-9]([\w.\-/:@]*[a-zA-Z0-9])?$/;

/** Throws what is wrong. What is only to be said is printed on the way. */
export function validate(factory: Factory, o: Options): void {
  const refuse = (text: string): never => {
    throw new Fail(text);
  };
  if (o.copyTo) {
    if (!o.image && o.images.size === 0 && o.args.length === 0)
      refuse('you must specify --image, --set-image or command arguments.');
    if (o.args.length > 0 && !o.container && !o.image)
      refuse('you must specify an existing container or a new image when specifying args.');
  } else {
    if (o.replace) refuse('--replace may only be used with --copy-to.');
    if (o.sameNode) refuse('--same-node may only be used with --copy-to.');
    if (o.images.size > 0) refuse('--set-image may only be used with --copy-to.');
    if (!o.image) refuse('you must specify --image when not using --copy-to.');
  }
  if (o.image && !IMAGE.test(o.image))
    refuse(`invalid image name ${JSON.stringify(o.image)}: invalid reference format`);
  if (o.names.length === 0 && factory.flags.list('filename').length === 0)
    refuse('NAME or filename is required for debug');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(o.pullPolicy))
    refuse(`invalid image pull policy: ${o.pullPolicy}`);
  for (const [name, image] of o.images)
    if (!IMAGE.test(image))
      refuse(
        `invalid image name ${JSON.stringify(image)} for container ${JSON.stringify(name)}: invalid reference format`,
      );
  if (o.target) {
    if (o.copyTo) refuse('--target is incompatible with --copy-to. Use --share-processes instead.');
    if (!o.quiet)
      factory.out(
        `Targeting container ${JSON.stringify(o.target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
      );
  }
  if (o.tty && !o.stdin) refuse('-i/--stdin is required for containers with -t/--tty=true');
  if (o.profile === 'legacy')
    factory.err(
      '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n',
    );
}
