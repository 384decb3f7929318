// What `seldom.ts` fetches.

export { seldomDescribers } from '../describe/seldom.ts';
export { runDiff } from './diff/run.ts';
