// Lessons' prose: content/lessons/NN-slug/{en,zh}.mdx. What can be checked stands beside it in lesson.yaml (see lessons.ts).

import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
import { z } from 'astro/zod';

const prose = defineCollection({
  loader: glob({
    base: './content/lessons',
    pattern: '*/{en,zh}.mdx',
    generateId: ({ entry }) => entry.replace(/\.mdx$/, ''),
  }),
  schema: z.object({ title: z.string().optional() }),
});

export const collections = { prose };
