// Everything that the worker needs before the first command: cluster, kubectl, shell. Bundled to be weighed and timed.
export { Lab } from '#lab/lab.ts';
export { LaptopShell } from '#lab/laptop-shell.ts';
export { LearnerSession } from '#lab/learner-session.ts';
export { preload } from '#lab/preload.ts';
