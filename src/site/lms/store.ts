// Statements to an xAPI store that the package names, beside what the platform itself is told. Source: xAPI 1.0.3.

import XAPI from '@xapi/xapi';
import type { StoreSettings } from '#grading/store-settings.ts';
import type { Score } from './score.ts';
import { uuidOf } from './uuid.ts';

export interface Store {
  report(score: Score): void;
}

/** @param learner The platform's name for them. Undefined: the package names no store. */
export function storeOf(learner: string): Store | undefined {
  const settings = document.querySelector('script[data-portolan-xapi]')?.textContent;
  if (!settings) return undefined;
  const { endpoint, auth, activity, title, language } = JSON.parse(settings) as StoreSettings;
  const xapi = new XAPI({ endpoint, auth });
  const actor = {
    objectType: 'Agent' as const,
    account: { homePage: location.origin, name: learner || 'anonymous' },
  };
  const told = new Set<string>();
  const send = (verb: 'passed' | 'completed', id: string, name: string, scaled: number): void => {
    if (told.has(`${verb} ${id}`)) return;
    told.add(`${verb} ${id}`);
    const statement = {
      // The same in every visit: the store has it once.
      id: uuidOf([actor.account.homePage, actor.account.name, verb, id]),
      actor,
      verb: { id: `http://adlnet.gov/expapi/verbs/${verb}`, display: { en: verb } },
      object: { objectType: 'Activity' as const, id, definition: { name: { [language]: name } } },
      result: { success: true, completion: verb === 'completed', score: { scaled } },
    };
    // It is said again with the next report that has it.
    xapi.sendStatement({ statement }).catch((error: Error & { readonly response?: { readonly status: number } }) => {
      // It has it from an earlier visit, with another title or time. Source: xAPI 1.0.3 part three, 2.1.1.
      if (error.response?.status === 409) return;
      told.delete(`${verb} ${id}`);
      console.warn(`Portolan: the store did not take a statement: ${error.message}`);
    });
  };
  return {
    report({ passed, scaled, isComplete }) {
      for (const exercise of passed) send('passed', `${activity}#${exercise}`, `${title}: ${exercise}`, 1);
      if (isComplete) send('completed', activity, title, scaled);
    },
  };
}
