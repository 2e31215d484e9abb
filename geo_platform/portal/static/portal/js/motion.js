/** Does the reader ask for less motion? Then nothing moves by itself. */
export const reducedMotion = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
