const HERE = 'https://here.invalid';

/** Characters; it has to fit into a cookie. */
const MAX_PATH = 2000;

/**
 * A path here as a browser would understand it; null for whatever leads elsewhere, however it is written (`//elsewhere`, `/\elsewhere`,
 * `https://elsewhere`), and for what is too long. To be put after an origin: alone it could still begin with two slashes.
 */
export function pathHere(text: string): string | null {
  if (!text.startsWith('/') || !URL.canParse(text, HERE)) return null;
  const { origin, pathname, search, hash } = new URL(text, HERE);
  const path = pathname + search + hash;
  return origin === HERE && path.length <= MAX_PATH ? path : null;
}
