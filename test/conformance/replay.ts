// One case in process: our kubectl in our shell, on the laptop of a lab in instant time. Nothing of the real machine takes part.

import { readdirSync, readFileSync } from 'node:fs';
import { parseYamlDocuments, toYaml } from '#apimachinery/yaml.ts';
import { groups } from '#kubectl/cmd/index.ts';
import { makeKubectl } from '#kubectl/kubectl.ts';
import { openEditor } from '#lab/editor.ts';
import { LEARNER_TOKEN } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { labTransport } from '#lab/transport.ts';
import { nullInput } from '#machine/text-input.ts';
import { TextSink } from '#machine/text-sink.ts';
import { shProgram } from '#shell/program.ts';
import { openApiOf } from '../../src/cli/openapi.ts';
import { realTime } from '../../src/cli/real-time.ts';
import type { Case } from './kubectl-diff.mjs';
import { MANIFESTS, type Played } from './recording.ts';
import type { Outcome } from './transcript.ts';

/** As `portolan cluster` writes it: over plain HTTP the path says who asks. */
const TOKEN = '00000000-0000-4000-8000-000000000000';
const SERVER = `http://127.0.0.1:8080/${TOKEN}`;
const KUBECONFIG = toYaml({
  apiVersion: 'v1',
  clusters: [{ cluster: { 'insecure-skip-tls-verify': true, server: SERVER }, name: 'portolan' }],
  contexts: [{ context: { cluster: 'portolan', user: 'portolan' }, name: 'portolan' }],
  'current-context': 'portolan',
  kind: 'Config',
  users: [{ name: 'portolan', user: { token: TOKEN } }],
});

const START_MS = Date.parse('2026-01-05T09:00:00Z');
/** How far the clock of `portolan cluster` is behind its client's when it starts, and what its start takes. */
const AHEAD_MS = 72_000;

export async function replayCase({ manifests, steps }: Case): Promise<Played> {
  await preload();
  const bash = shProgram({ flavor: 'bash' });
  const lab: Lab = new Lab({
    openApi: openApiOf,
    startMs: START_MS,
    programs: {
      kubectl: makeKubectl(
        {
          connect: ({ server }) => labTransport({ server, token: LEARNER_TOKEN }, server === SERVER ? lab : undefined),
          edit: (process, path) => openEditor(process, path, bash, async () => undefined),
        },
        groups,
      ),
    },
  });
  const stop = lab.drive(realTime);
  for (const name of manifests) lab.apply(objectsOf(name));
  lab.settle();
  const { laptop } = lab.machines;
  // As beside `portolan cluster`: the client's chances are no part of the cluster's, and its clock is ahead.
  let chances = 0;
  const random = (): number => (chances++ % 100) / 100;
  const nowMs = START_MS + AHEAD_MS;
  Object.assign(laptop, { random, now: () => nowMs });
  for (const name of readdirSync(MANIFESTS)) {
    laptop.files.mkdir('/manifests', { recursive: true });
    laptop.files.write(`/manifests/${name}`, readFileSync(`${MANIFESTS}/${name}`, 'utf8'));
  }
  for (const folder of ['/play/cwd', '/tmp']) laptop.files.mkdir(folder, { recursive: true });
  laptop.files.write('/play/kubeconfig', KUBECONFIG);
  const before = lab.snapshot().storage.objects;
  const outcomes: Outcome[] = [];
  for (const { script } of steps) {
    const [stdout, stderr] = [new TextSink(), new TextSink()];
    const code = await bash({
      argv: ['bash', '-c', script],
      env: { ...laptop.env, HOME: '/play', KUBECONFIG: '/play/kubeconfig', MANIFESTS: '/manifests', COLUMNS: '200' },
      cwd: '/play/cwd',
      files: laptop.files,
      stdin: nullInput,
      stdout,
      stderr,
      signal: AbortSignal.timeout(20_000),
      host: laptop,
    });
    outcomes.push({ stdout: stdout.text, stderr: stderr.text, code });
  }
  const after = lab.snapshot().storage.objects;
  stop();
  return { outcomes, before, after };
}

function objectsOf(manifest: string): readonly unknown[] {
  const documents = parseYamlDocuments(readFileSync(`${MANIFESTS}/${manifest}`, 'utf8'));
  if ('error' in documents) throw new Error(`${manifest}: ${documents.error}`);
  return documents.ok;
}
