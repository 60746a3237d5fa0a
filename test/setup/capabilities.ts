import { CAPABILITIES } from '../../src/providers/capabilities.ts';

export { CAPABILITIES };

/** Those that take an answer. */
export const ANSWERED = Object.values(CAPABILITIES).filter(({ submit }) => submit);

/** Those that tell and cannot be asked. */
export const TELLING = Object.values(CAPABILITIES).filter(({ read }) => !read);
