// The learner's own computer, as its prompt names it: known before the rest of the lab is there.

export const LAPTOP = { hostname: 'laptop', user: 'learner', homeDir: '/home/learner' } as const;
