// In a cmi5 package: the session with the platform's store. Source: cmi5 Quartz, 1st Edition, sections 7 to 10.

import Cmi5 from '@xapi/cmi5';
import { type Earlier, NOTHING_EARLIER, type Reporter, type Score, watch } from './score.ts';

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

type Verb = 'passed' | 'completed';

/** What a document of this registration's keeps for the next session. */
interface Kept extends Earlier {
  /** cmi5 allows one of each in a registration. Source: cmi5 9.3. */
  readonly told: readonly Verb[];
}

/** Where that document is. Source: xAPI 1.0.3 part three, 2.3 State Resource. */
const placeOf = (session: Cmi5) => {
  const { actor: agent, activityId, registration } = session.getLaunchParameters();
  return { agent, activityId, registration, stateId: 'portolan' };
};

async function keptOf(session: Cmi5): Promise<Kept> {
  try {
    const { data } = await session.xapi!.getState(placeOf(session));
    const { passed, scaled, isComplete, told } = data as Partial<Kept>;
    return {
      passed: passed ?? [],
      scaled: scaled ?? 0,
      isComplete: isComplete ?? false,
      told: told ?? [],
    };
  } catch (error) {
    const { response, message } = error as Error & { readonly response?: { readonly status: number } };
    if (response?.status !== 404) console.warn(`Portolan: the store did not say what it has kept: ${message}`);
    return { ...NOTHING_EARLIER, told: [] };
  }
}

function reporterOf(session: Cmi5, earlier: Kept): Reporter {
  /** One after the other, as it happened. */
  let chain: Promise<unknown> = Promise.resolve();
  const then = (next: () => Promise<unknown>): void => {
    chain = chain.then(next).catch((error: Error) => console.warn(`Portolan: the store said no: ${error.message}`));
  };
  let best = earlier.scaled;
  const asked = new Set(earlier.told);
  let { told } = earlier;
  const once = (verb: Verb, send: () => Promise<unknown>): void => {
    if (asked.has(verb)) return;
    asked.add(verb);
    then(async () => {
      await send();
      told = [...told, verb];
    });
  };
  return {
    earlier,
    report({ passed, scaled, isComplete, total }: Score) {
      // `progressed` is for what is below 100.
      if (!isComplete && scaled > best) then(() => session.progress(Math.round(scaled * 100)));
      best = Math.max(best, scaled);
      // Nothing to be passed: done when it was looked at.
      if (isComplete && total > 0)
        once('passed', () => session.pass({ scaled, raw: Math.round(scaled * 100), min: 0, max: 100 }));
      if (isComplete) once('completed', () => session.complete());
      then(() => session.xapi!.setState({ ...placeOf(session), state: { passed, scaled, isComplete, told } }));
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
    async () => {
      if (session.getLaunchData().launchMode === 'Normal') watch(reporterOf(session, await keptOf(session)));
    },
    (error: Error) => console.warn(`Portolan: the cmi5 session did not begin: ${error.message}; nothing is reported.`),
  );
} else console.warn('Portolan: the address has no cmi5 launch parameters; nothing is reported.');
