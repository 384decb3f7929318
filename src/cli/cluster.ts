// `portolan cluster`: a simulated cluster as an HTTP server for any Kubernetes client.

import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setUp } from '#grading/set-up.ts';
import { LEARNER } from '#lab/kubeconfig.ts';
import { Lab } from '#lab/lab.ts';
import { preload } from '#lab/preload.ts';
import { documentOf } from './documents.ts';
import { serveApi } from './http/server.ts';
import { kubeconfig, secureKubeconfig } from './kubeconfigs.ts';
import { applyFiles, labOptionSpecs, labOptionsOf } from './lab-options.ts';
import { lessonStart } from './lesson-files.ts';
import { openApiOf } from './openapi.ts';
import { complain, type OptionSpec, optionsOf } from './options.ts';
import { portolanApi } from './portolan-api.ts';
import { ownImages } from './real-node/own-images.ts';
import { realTime } from './real-time.ts';

/** How old a new cluster is: in `instant` time its clock runs ahead with every change, and starts behind the client's. */
const AGE_MS = { live: 0, instant: 70_000 } as const;

const specs: Readonly<Record<string, OptionSpec>> = {
  port: { value: 'whole', metavar: 'N', help: 'TCP port on 127.0.0.1; 0 (default) picks a free one' },
  kubeconfig: {
    value: 'text',
    metavar: 'FILE',
    help: 'where the kubeconfig is written (default: a fresh temporary folder)',
  },
  ...labOptionSpecs,
  speed: { value: 'number', metavar: 'X', help: 'with --time live: simulated seconds a real second (default 1)' },
  anonymous: { value: 'flag', help: 'answer without a token' },
  tls: {
    value: 'flag',
    help: 'HTTPS, with certificates made for this run: the kubeconfig carries them instead of a token',
  },
  help: { value: 'flag', help: 'print this' },
};

const ABOUT = 'Starts a simulated cluster as an HTTP server that any Kubernetes client can use.';

export async function cluster(args: string[]): Promise<number> {
  const parsed = optionsOf({ name: 'cluster', args: '[options]', about: ABOUT, specs }, args);
  if (typeof parsed === 'number') return parsed;
  if (parsed.rest.length > 0)
    return complain(
      `portolan cluster: unexpected argument ${JSON.stringify(parsed.rest[0])}; manifests go after --apply`,
      2,
    );
  const port = parsed.number('port') ?? 0;
  if (port > 65_535) return complain(`portolan cluster: --port is ${port}; give a number from 0 to 65535`, 2);

  const time = (parsed.text('time') ?? 'live') as 'live' | 'instant';
  const images = ownImages(parsed.texts('image'), parsed.text('time'));
  if (images && 'error' in images) return complain(`portolan cluster: ${images.error}`, 2);
  const start = parsed.text('lesson') ? lessonStart(parsed.text('lesson')!, parsed.number('seed') ?? 1) : undefined;
  if (start && 'error' in start) return complain(`portolan cluster: ${start.error}`, 2);
  await preload();
  const tls = parsed.flag('tls')
    ? await import('./http/certificates.ts').then(({ makeCertificates }) => makeCertificates(LEARNER, Date.now()))
    : undefined;
  const lab = new Lab({
    ...labOptionsOf(parsed, 'live', Date.now() - AGE_MS[time]),
    ...start?.options,
    ...images,
    openApi: openApiOf,
    documents: documentOf,
    warn: (words) => void process.stderr.write(`portolan cluster: ${words}\n`),
    ...(tls && { authority: tls.authority }),
  });
  const stop = lab.drive(realTime, parsed.number('speed') ?? 1);
  const refusedStart = start && (await setUp(lab, start.start, start.folder));
  if (refusedStart) return complain(`portolan cluster: the lesson's start was refused: ${refusedStart}`, 1);
  const refused = applyFiles(lab, parsed.texts('apply'));
  if (refused) return complain(`portolan cluster: ${refused}`, 1);
  lab.settle();

  const open = parsed.flag('anonymous');
  // Over TLS the client's certificate says who asks.
  const token = tls || open ? undefined : randomUUID();
  const served = await serveApi({
    port,
    token,
    holder: tls && !open ? undefined : LEARNER,
    ...(tls && { tls }),
    handle: (request, user) => lab.handle(request, user),
    portolan: (method, path, body) => portolanApi(lab, method, path, body),
  }).catch((error: NodeJS.ErrnoException) => error);
  if (served instanceof Error) {
    return complain(
      served.code === 'EADDRINUSE'
        ? `portolan cluster: --port ${port} is taken; choose another, or 0`
        : `portolan cluster: ${served.message}`,
      1,
    );
  }
  const server = `${tls ? 'https' : 'http'}://127.0.0.1:${served.port}`;
  const named = parsed.text('kubeconfig');
  const folder = named === undefined ? mkdtempSync(join(tmpdir(), 'portolan-')) : undefined;
  const file = folder === undefined ? resolve(named!) : join(folder, 'kubeconfig');
  try {
    writeFileSync(file, tls ? secureKubeconfig(server, tls) : kubeconfig(server, token), { mode: 0o600 });
    chmodSync(file, 0o600);
  } catch (error) {
    served.close();
    return complain(
      `portolan cluster: --kubeconfig ${file} cannot be written: ${(error as Error).message}; name a file in a folder that exists`,
      2,
    );
  }
  process.stdout.write(`${JSON.stringify({ ready: true, server, kubeconfig: file })}\n`);

  await new Promise<void>((ended) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => ended());
  });
  stop();
  served.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
  return 0;
}
