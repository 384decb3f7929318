// How a lesson begins to be worked on: from what was kept of it, or in a cluster that is set up for it.

import { uidFrom } from '#apimachinery/names.ts';
import { drawParams } from '#grading/params.ts';
import { setUp } from '#grading/set-up.ts';
import type { LessonStart } from '#grading/start.ts';
import { fillParams } from '#grading/template.ts';
import { preload, preloadFor } from '#lab/preload.ts';
import { documentOf } from './documents.ts';
import { lessonFiles, startObjects } from './lesson-files.ts';
import type { Opening, Remote } from './opening.ts';
import type { Refused, StartOptions } from './protocol.ts';
import { unpacked } from './saved.ts';
import { Moments } from './time/moments.ts';
import { Work } from './work.ts';

export interface Begun {
  readonly work: Work;
  /** It is what was saved. */
  readonly restored: boolean;
  readonly refused?: Refused | undefined;
  /** How fast time ran then; 1 if nothing was saved. */
  readonly speed: number;
}

/** @param history Lines typed earlier; the terminals add to it. */
export async function begin(options: StartOptions, history: string[], page: Remote): Promise<Begun> {
  const { lesson, saved } = options;
  const files = options.files ?? (await lessonFiles(lesson));
  const read = saved && (await unpacked(saved, lesson));
  const usable = read?.saved;
  let refused = read?.refused;
  const seed = usable?.seed ?? options.seed ?? 1 + Math.floor(Math.random() * 2 ** 31);
  const params = drawParams(options.params, seed);
  const start = fillParams(options.start, { values: params }) as LessonStart;
  const images = options.image && (await import('#lab/home-image.ts')).homeImage(options.image.name);
  const fresh: Opening = {
    ...(images && { images }),
    options,
    files,
    history,
    page,
    seed,
    params,
    start,
    moments: new Moments(),
  };
  // Without a network it may not be there to be fetched: then nothing begins, and nothing of what is kept is given up.
  if (usable) await preloadFor(usable.snapshot);
  try {
    if (usable) {
      if (usable.at === undefined && usable.beganAs !== undefined)
        void beginningOf(start).then((digest) => {
          if (digest !== usable.beganAs) void page.startChanged();
        });
      const { speed = 1 } = usable;
      return { work: new Work({ ...fresh, ...usable, history, held: speed === 0 }), restored: true, speed };
    }
  } catch (error) {
    history.splice(0);
    refused = { why: 'damaged', reason: error instanceof Error ? error.message : String(error) };
  }
  return { work: await standing(fresh), restored: false, refused, speed: 1 };
}

const objectsOf = ({ from }: LessonStart): Promise<readonly unknown[]> => Promise.all(from.map(startObjects));

async function beginningOf(start: LessonStart): Promise<string> {
  return uidFrom(JSON.stringify([start, await objectsOf(start)]));
}

/** A new cluster, set up. */
export async function standing(opening: Opening): Promise<Work> {
  // Setting up lets time run ahead: what published manifests' Pods run may not be fetched meanwhile, or their webhooks never answer.
  if (opening.start.manifests.length > 0) await preload();
  else await preloadFor(await objectsOf(opening.start));
  const work = new Work({ ...opening, beganAs: await beginningOf(opening.start) });
  const refused = await setUp(work.lab, opening.start, { starts: startObjects, documents: documentOf });
  if (refused) throw new Error(refused);
  work.watch();
  return work;
}
