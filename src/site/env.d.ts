/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** The lesson being rendered, for the blocks in its prose. */
    lesson?: {
      readonly lesson: import('#grading/lesson.ts').Lesson;
      readonly locale: import('#grading/text.ts').Locale;
    };
    locale?: import('./i18n/index.ts').Language;
  }
}
