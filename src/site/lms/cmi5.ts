// In a cmi5 package: the session with the platform's store. Source: cmi5 Quartz, 1st Edition, sections 7 to 10.

import Cmi5 from '@xapi/cmi5';
import { type Reporter, type Score, watch } from './score.ts';

const CATEGORY = { id: 'https://w3id.org/xapi/cmi5/context/categories/cmi5' };

/** Source: cmi5 9.3.8, 9.5.4.1, 9.6.2. */
function terminated(session: Cmi5, seconds: number): object {
  const { actor, activityId, registration } = session.getLaunchParameters();
  const { contextTemplate } = session.getLaunchData();
  return {
    id: crypto.randomUUID(),
    actor,
    verb: { id: 'http://adlnet.gov/expapi/verbs/terminated', display: { en: 'terminated' } },
    object: { objectType: 'Activity', id: activityId },
    result: { duration: `PT${seconds}S` },
    context: {
      ...contextTemplate,
      registration,
      contextActivities: { ...contextTemplate.contextActivities, category: [CATEGORY] },
    },
    timestamp: new Date().toISOString(),
  };
}

function reporterOf(session: Cmi5): Reporter {
  /** One after the other, as it happened. */
  let chain: Promise<unknown> = Promise.resolve();
  const then = (next: () => Promise<unknown>): void => {
    chain = chain.then(next).catch((error: Error) => console.warn(`Portolan: the store said no: ${error.message}`));
  };
  let best = -1;
  let isDone = false;
  return {
    report({ scaled, isComplete, total }: Score) {
      if (isDone || scaled <= best) return;
      best = scaled;
      // cmi5 allows `completed` and `passed` once in a session, and `progressed` below 100.
      if (!isComplete && scaled > 0) then(() => session.progress(Math.round(scaled * 100)));
      if (!isComplete) return;
      isDone = true;
      // Nothing to be passed: done when it was looked at.
      if (total > 0) then(() => session.pass({ scaled, raw: Math.round(scaled * 100), min: 0, max: 100 }));
      then(() => session.complete());
    },
    end(seconds) {
      void fetch(`${session.getLaunchParameters().endpoint}statements`, {
        method: 'POST',
        // A page that is going sends nothing else any more; the library's own way would be cut off.
        keepalive: true,
        headers: {
          authorization: `Basic ${session.getAuthToken()}`,
          'content-type': 'application/json',
          'x-experience-api-version': '1.0.3',
        },
        body: JSON.stringify(terminated(session, seconds)),
      });
    },
  };
}

if (Cmi5.isCmiAvailable) {
  const session = new Cmi5();
  session.initialize().then(
    () => {
      if (session.getLaunchData().launchMode === 'Normal') watch(reporterOf(session));
    },
    (error: Error) => console.warn(`Portolan: the cmi5 session did not begin: ${error.message}; nothing is reported.`),
  );
} else console.warn('Portolan: the address has no cmi5 launch parameters; nothing is reported.');
