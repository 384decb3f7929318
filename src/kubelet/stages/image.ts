// Models pkg/kubelet/images: is the image there, may it be pulled, and what is said when it cannot.

import { pullError } from '../images/pull-error.ts';
import { imageName, isKnown } from '../reference.ts';
import type { ContainerRecord } from '../runtime.ts';
import { BACK_OFF, goDuration, type Scene, type Stage, TAKES } from './stage.ts';

/** Simulated pull speed, in bytes a millisecond. */
const SPEED = 45_000;

/** Said as often as the kubelet sets about a Pod. Source: kubelet_pods.go getPullSecretsForPod, kubelet.go SyncPod. */
export function tellOfPullSecrets({ pod, deps, event }: Scene): void {
  const { imagePullSecrets = [] } = pod.spec as { imagePullSecrets?: readonly { readonly name?: string }[] };
  const names = imagePullSecrets.map(({ name = '' }) => name);
  const missing = names.filter((name) => !deps.cache.get('secrets', `${pod.metadata.namespace}/${name}`));
  if (missing.length === 0) return;
  const message = `Unable to retrieve some image pull secrets (${missing.join(', ')}); attempting to pull the image may not succeed.`;
  event('Warning', 'FailedToRetrieveImagePullSecret', message);
}

/** Source: imageManager.EnsureImageExists. */
export const pull: Stage = (scene, record) => {
  const { event, next, present, nowMs, pulls } = scene;
  const { image, name } = record.spec;
  if (record.pullFailures > 0) tellOfPullSecrets(scene);
  const reference = imageName(image);
  if (!reference) {
    const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`;
    event('Warning', 'InspectFailed', message, record);
    return fail(scene, record, 'InvalidImageName', message);
  }
  const policy = record.spec.imagePullPolicy ?? (reference.tag === 'latest' ? 'Always' : 'IfNotPresent');
  const isPresent = present.has(reference.name);
  if (isPresent && policy !== 'Always') {
    event('Normal', 'Pulled', `Container image "${image}" already present on machine`, record);
    return next('start', TAKES.start, { container: name });
  }
  if (policy === 'Never') {
    const message = `Container image "${image}" is not present with pull policy of Never`;
    event('Warning', 'ErrImageNeverPull', message, record);
    return fail(scene, record, 'ErrImageNeverPull', message);
  }
  event('Normal', 'Pulling', `Pulling image "${image}"`, record);
  record.pullStartedMs = nowMs;
  const found = scene.deps.findImage(image);
  if ('error' in found) return next('pulled', 700, { container: name, endless: record.pullFailures > 0 });
  const underWay = pulls.get(reference.name);
  // A registry is asked whether the image is the newest even if it is there; of two Pods that want it, one waits for the other.
  const ownMs =
    isPresent || (underWay !== undefined && underWay > nowMs)
      ? 350
      : Math.min(4000, Math.round(600 + scene.deps.random() * 600 + found.image.sizeBytes / SPEED));
  const waitMs = Math.max(0, (isPresent ? nowMs : (underWay ?? nowMs)) - nowMs);
  if (!isPresent && waitMs === 0) pulls.set(reference.name, nowMs + ownMs);
  record.pullTookMs = ownMs;
  return next('pulled', waitMs + ownMs, { container: name, endless: record.pullFailures > 0 });
};

export const pulled: Stage = (scene, record) => {
  const { event, next, nowMs, deps, present } = scene;
  const { image, name } = record.spec;
  const reference = imageName(image)!;
  const found = deps.findImage(image);
  if ('error' in found) {
    const message = pullError({ ...reference, isKnown: isKnown(reference) });
    event('Warning', 'Failed', `Failed to pull image "${image}": ${message}`, record);
    return fail(scene, record, 'ErrImagePull', message);
  }
  present.add(reference.name);
  record.pullFailures = 0;
  const waited = goDuration(nowMs - (record.pullStartedMs ?? nowMs));
  const took = goDuration(record.pullTookMs ?? nowMs - (record.pullStartedMs ?? nowMs));
  event(
    'Normal',
    'Pulled',
    `Successfully pulled image "${image}" in ${took} (${waited} including waiting). Image size: ${found.image.sizeBytes} bytes.`,
    record,
  );
  next('start', TAKES.start, { container: name });
};

/** The image is not to be had: says so, and tries again after a doubling wait. */
function fail(scene: Scene, record: ContainerRecord, reason: string, message: string): void {
  const { event, next, write } = scene;
  const { name } = record.spec;
  event('Warning', 'Failed', `Error: ${reason}`, record);
  record.state = { waiting: { reason, message } };
  record.pullFailures++;
  write();
  if (reason === 'ErrImagePull') {
    next('restart', TAKES.notice, { container: name });
  } else {
    next('pull', TAKES.resync, { container: name, endless: true });
  }
  next('init', 0);
}

/** The wait between two pulls, as the status shows it. */
export function backOffPull(scene: Scene, record: ContainerRecord): void {
  const { event, next, write } = scene;
  const { image, name } = record.spec;
  const message = record.state.waiting?.message ?? '';
  event('Normal', 'BackOff', `Back-off pulling image "${image}"`, record);
  event('Warning', 'Failed', 'Error: ImagePullBackOff', record);
  record.state = {
    waiting: { reason: 'ImagePullBackOff', message: `Back-off pulling image "${image}": ErrImagePull: ${message}` },
  };
  write();
  const waitMs = Math.min(BACK_OFF.last, BACK_OFF.first * 2 ** (record.pullFailures - 1));
  next('pull', Math.max(0, waitMs - TAKES.notice), { container: name, endless: true });
}

/** What the status shows once the image is there. */
export function imageFacts(scene: Scene, record: ContainerRecord): void {
  const reference = imageName(record.spec.image);
  if (!reference) return;
  record.image = reference.name;
  record.imageID = reference.id;
  scene.present.add(reference.name);
}
