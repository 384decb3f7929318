// klog's lines, as the controller writes them.

import type { ObjectReference } from '#api/core/types.ts';
import type { ServerView } from '../../image.ts';

/** Process 7: 1 is dumb-init, which starts it. */
const PROCESS = 7;

export type Severity = 'I' | 'W' | 'E' | 'F';

export function klog(container: ServerView, severity: Severity, where: string, text: string): void {
  const iso = new Date(container.now()).toISOString();
  const time = `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
  container.log(`${severity}${time} ${String(PROCESS).padStart(7)} ${where}] ${text}`, 'stderr');
}

/** `"message" key="value"`. Source: klog.InfoS. */
export function infoS(message: string, values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(([key, value]) => ` ${key}=${value}`);
  return `${JSON.stringify(message)}${pairs.join('')}`;
}

/** Source: client-go tools/record event.go: what is told is logged too. */
export function eventText(reference: ObjectReference, type: string, reason: string, message: string): string {
  const { kind = '', namespace = '', name = '', uid = '', apiVersion = '', resourceVersion = '' } = reference;
  const fields = { Kind: kind, Namespace: namespace, Name: name, UID: uid, APIVersion: apiVersion };
  const shown = Object.entries({ ...fields, ResourceVersion: resourceVersion, FieldPath: '' })
    .map(([key, value]) => `${key}:${JSON.stringify(value)}`)
    .join(', ');
  return `Event(v1.ObjectReference{${shown}}): type: '${type}' reason: '${reason}' ${message}`;
}
