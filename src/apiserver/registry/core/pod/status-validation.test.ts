// ValidatePodStatusUpdate of pkg/apis/core/validation, from its source.

import { expect, test } from 'vitest';
import type { Pod } from '#api/core/types.ts';
import { validatePodStatus } from './status-validation.ts';

const pod = (status: object, spec: object = {}): Pod =>
  ({ metadata: { name: 'p' }, spec: { containers: [], ...spec }, status }) as unknown as Pod;
const ended = (exitCode: number): object => ({ name: 'c', state: { terminated: { exitCode } } });
const running = { name: 'c', state: { running: {} } };
const FORBIDDEN = 'Forbidden: may not be transitioned to non-terminated state';

test.each<[name: string, old: object, next: object, spec: object, expected: string[]]>([
  ['nothing', {}, {}, {}, []],
  [
    'a condition',
    {},
    { conditions: [{ type: 'Ready' }, { type: 'a b' }, { type: 'example.com/mine' }] },
    {},
    ['metadata.conditions[1].Type'],
  ],
  ['a nominated node', {}, { nominatedNodeName: 'No Node' }, {}, ['status.nominatedNodeName']],
  ['the same nominated node', { nominatedNodeName: 'No' }, { nominatedNodeName: 'No' }, {}, []],
  [
    'its QoS',
    { qosClass: 'Burstable' },
    { qosClass: 'Guaranteed' },
    {},
    ['status.qosClass: Invalid value: "Guaranteed": field is immutable'],
  ],
  [
    'an end, and again',
    { containerStatuses: [ended(0)] },
    { containerStatuses: [running] },
    { restartPolicy: 'Never' },
    [`status.containerStatuses[0].state: ${FORBIDDEN}`],
  ],
  [
    'an end that may be',
    { containerStatuses: [ended(0)] },
    { containerStatuses: [running] },
    { restartPolicy: 'Always' },
    [],
  ],
  [
    'a failure that may start again',
    { containerStatuses: [ended(1)] },
    { containerStatuses: [running] },
    { restartPolicy: 'OnFailure' },
    [],
  ],
  [
    'a success that may not',
    { containerStatuses: [ended(0)] },
    { containerStatuses: [running] },
    { restartPolicy: 'OnFailure' },
    [`status.containerStatuses[0].state: ${FORBIDDEN}`],
  ],
  [
    'a sidecar',
    { initContainerStatuses: [ended(0)] },
    { initContainerStatuses: [running] },
    { restartPolicy: 'Never', initContainers: [{ name: 'c', restartPolicy: 'Always' }] },
    [],
  ],
  [
    'an init container',
    { initContainerStatuses: [ended(0)] },
    { initContainerStatuses: [running] },
    { restartPolicy: 'Never', initContainers: [{ name: 'c' }] },
    [`status.initContainerStatuses[0].state: ${FORBIDDEN}`],
  ],
  [
    'an ephemeral container',
    { ephemeralContainerStatuses: [ended(1)] },
    { ephemeralContainerStatuses: [running] },
    { restartPolicy: 'Always' },
    [`status.ephemeralContainerStatuses[0].state: ${FORBIDDEN}`],
  ],
  [
    'addresses',
    {},
    { podIPs: [{ ip: '10.0.0.1' }, { ip: '10.0.0.1' }], hostIP: '1.1.1.1', hostIPs: [{ ip: 'x' }] },
    {},
    [
      'status.podIPs: Invalid value: [{"IP":"10.0.0.1"},{"IP":"10.0.0.1"}]: may specify no more than one IP for each IP family',
      'status.podIPs[1]: Duplicate value: {"IP":"10.0.0.1"}',
      'status.hostIPs[0].ip: Invalid value: "x": must be equal to `hostIP`',
      'status.hostIPs[0]: Invalid value: "x": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    ],
  ],
  ['a pair', {}, { podIPs: [{ ip: '10.0.0.1' }, { ip: 'fd00::1' }] }, {}, []],
])('%s', (_name, old, next, spec, expected) => {
  const errors = validatePodStatus(pod(next, spec), pod(old, spec)).map((e) => `${e.field}: ${e.body}`);
  expect(errors).toHaveLength(expected.length);
  for (const [i, text] of expected.entries()) expect(errors[i]).toContain(text);
});
